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
}
