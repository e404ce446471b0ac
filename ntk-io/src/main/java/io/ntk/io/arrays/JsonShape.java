package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shape of nested lists of JSON, or why they are no array. */
final class JsonShape {
    private static final long UNKNOWN = -1;

    /** For each axis the length of its lists, once one has ended. */
    private final List<Long> sizes = new ArrayList<>();
    /** For each list that is open, how many elements it had so far. */
    private final List<Long> counts = new ArrayList<>();

    private @Nullable Integer axes;
    private @Nullable String problem;

    private JsonShape() {}

    /** Reads from the first bracket of a list, which is the current token, to its last. */
    static JsonShape read(JsonParser parser) throws IOException {
        JsonShape shape = new JsonShape();
        shape.begin();
        while (!shape.counts.isEmpty()) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case START_ARRAY -> shape.begin();
                case END_ARRAY -> shape.end();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shape.number();
                default -> shape.other(parser);
            }
        }
        return shape;
    }

    /** {@return the sizes, outermost first} */
    List<Long> sizes() {
        return sizes.stream().map(size -> Math.max(0, size)).toList();
    }

    /** {@return why the lists are no array, if they are none} */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void begin() {
        if (axes != null && counts.size() >= axes) {
            refuse("a list that holds numbers and lists side by side, at " + index());
        }
        counts.add(0L);
        if (sizes.size() < counts.size() && problem == null) {
            sizes.add(UNKNOWN);
        }
    }

    private void number() {
        leaf();
        count();
    }

    private void other(JsonParser parser) throws IOException {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        refuse("a list that holds " + (object ? "an object" : Quoted.of(parser.getText())) + " at " + index());
        parser.skipChildren();
        count();
    }

    /** Notes that lists of this depth hold no further lists. */
    private void leaf() {
        if (axes == null) {
            axes = counts.size();
        } else if (axes != counts.size()) {
            refuse("a list that holds numbers and lists side by side, at " + index());
        }
    }

    private void end() {
        int axis = counts.size() - 1;
        long count = counts.remove(axis);
        if (count == 0 && problem == null) {
            counts.add(count);
            leaf();
            counts.remove(axis);
        }
        if (problem == null) {
            long expected = sizes.get(axis);
            if (expected == UNKNOWN) {
                sizes.set(axis, count);
            } else if (expected != count) {
                refuse("lists of uneven length: that at " + index() + " has " + count + " elements and those before it "
                        + expected);
            }
        }
        count();
    }

    private void count() {
        int last = counts.size() - 1;
        if (last >= 0) {
            counts.set(last, counts.get(last) + 1);
        }
    }

    private List<Long> index() {
        return List.copyOf(counts);
    }

    private void refuse(String what) {
        if (problem == null) {
            problem = what;
        }
    }
}
