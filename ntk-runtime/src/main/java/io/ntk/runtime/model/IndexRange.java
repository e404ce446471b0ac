package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Indices;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Positions on an axis as a user writes them, before the length of the axis is known: a range {@code A:B}, {@code A:} or {@code :B}, B
 * not included, or a list such as {@code 0,3,5}. As in Python, negative positions count from the end.
 *
 * @param text what the user wrote
 */
public record IndexRange(String text) {
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})?:(-?\\d{1,9})?");
    private static final Pattern LIST = Pattern.compile("-?\\d{1,9}(,-?\\d{1,9})*");

    /**
     * Checks the form.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public IndexRange {
        if (!RANGE.matcher(text).matches() && !LIST.matcher(text).matches()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + text + "' is no range of indices.",
                    "Write a range such as 2:10, 5: or :-1, or a list such as 0,3,5.");
        }
    }

    /**
     * {@return the positions}
     *
     * @param size the length of the axis
     * @param what what the axis counts, in the plural, such as {@code steps}
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if a position is not on the axis, if there is none, or if they do not
     *     ascend
     */
    public Indices on(int size, String what) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return Indices.of(Arrays.stream(text.split(",", -1))
                    .mapToInt(index -> position(index, size, size - 1, what))
                    .toArray());
        }
        int from = range.group(1) == null ? 0 : position(range.group(1), size, size, what);
        int end = range.group(2) == null ? size : position(range.group(2), size, size, what);
        if (from >= end) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The range " + text + " of " + size + " " + what + " is empty.",
                    "Give a range whose end is after its begin.");
        }
        return Indices.range(from, end);
    }

    private int position(String index, int size, int last, String what) {
        int given = Integer.parseInt(index);
        int position = given < 0 ? given + size : given;
        if (position < 0 || position > last) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Index " + given + " of '" + text + "' is outside the " + size + " " + what + ".",
                    "Give indices from " + -size + " to " + last + ".");
        }
        return position;
    }

    @Override
    public String toString() {
        return text;
    }
}
