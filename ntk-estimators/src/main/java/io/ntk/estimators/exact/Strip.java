package io.ntk.estimators.exact;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of a slab that a contraction takes at once.
 *
 * @param from the first
 * @param to the entry after the last
 */
record Strip(int from, int to) {
    int width() {
        return to - from;
    }

    /** {@return the strips of indices, from the first to before the last} */
    static List<Strip> of(int from, int to, int widest) {
        List<Strip> strips = new ArrayList<>();
        for (int at = from; at < to; at += widest) {
            strips.add(new Strip(at, Math.min(at + widest, to)));
        }
        return strips;
    }

    /**
     * {@return slabs of all indices, the last first and the narrowest last, so that what is held beside one does not grow: a buffer that
     * a larger one replaces is freed by garbage collection alone}
     */
    static List<Strip> backwards(int width, int widest) {
        List<Strip> slabs = new ArrayList<>();
        for (int to = width; to > 0; to -= widest) {
            slabs.add(new Strip(Math.max(0, to - widest), to));
        }
        return slabs;
    }
}
