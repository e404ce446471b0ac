package io.ntk.io.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list, tuple or set. Equality is identity, because sequences may hold themselves. */
public final class PythonSequence {
    /** What Python calls the sequence. */
    public enum Kind {
        /** A list, which may grow after it was made. */
        LIST,
        /** A tuple. */
        TUPLE,
        /** A set or a frozen set, in the order of the file. */
        SET
    }

    private final Kind kind;
    private final List<Object> items;

    PythonSequence(Kind kind, List<Object> items) {
        this.kind = kind;
        this.items = items;
    }

    static PythonSequence empty(Kind kind) {
        return new PythonSequence(kind, new ArrayList<>(0));
    }

    /** {@return what Python calls it} */
    public Kind kind() {
        return kind;
    }

    /** {@return the items, unmodifiable} */
    public List<Object> items() {
        return Collections.unmodifiableList(items);
    }

    void addAll(List<Object> more) {
        items.addAll(more);
    }
}
