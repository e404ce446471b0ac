package io.ntk.cells;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a slice takes of one axis: entries {@code from} up to but not including {@code to}, or a single entry, which removes
 * the axis.
 *
 * @param from the first entry
 * @param to the entry after the last; null for the end of the axis
 * @param single whether it is one entry
 */
record Range(Size from, @Nullable Size to, boolean single) implements Serializable {
    boolean isWhole() {
        return to == null && from.equals(Size.ZERO);
    }

    /** {@return the number of entries of an axis of that length} */
    Size length(Size axis) {
        return end(axis).minus(from);
    }

    Size end(Size axis) {
        return to == null ? axis : to;
    }

    int start(Map<String, Integer> lengths) {
        return from.value(lengths);
    }

    int stop(Map<String, Integer> lengths, int axis) {
        return to == null ? axis : to.value(lengths);
    }

    @Override
    public String toString() {
        if (isWhole()) {
            return ":";
        }
        return single ? from.toString() : from + ":" + (to == null ? "" : to);
    }
}
