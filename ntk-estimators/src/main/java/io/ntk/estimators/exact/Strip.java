package io.ntk.estimators.exact;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries h that a contraction by trials sums over at once.
 *
 * @param from the first
 * @param to the entry after the last
 */
record Strip(int from, int to) {
    /** Few enough that what belongs to a strip stays in cache, and few, because symmetry saves less of more. */
    static final int WIDEST = 8;

    int width() {
        return to - from;
    }

    /** {@return the strips of entries, from the first to before the last} */
    static List<Strip> of(int from, int to) {
        List<Strip> strips = new ArrayList<>();
        for (int at = from; at < to; at += WIDEST) {
            strips.add(new Strip(at, Math.min(at + WIDEST, to)));
        }
        return strips;
    }
}
