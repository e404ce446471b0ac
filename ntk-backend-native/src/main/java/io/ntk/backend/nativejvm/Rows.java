package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;

/**
 * A tile: some columns of one trial, or all columns of consecutive trials, of a step's matrix {@code [b · k, width]}.
 * Element-wise passes take a tile from the first operation to the last while it is in the first-level cache.
 */
record Rows(int trial, int trials, int from, int columns) {
    /** Elements of an array in a pass, few enough that a dozen arrays fit in the cache, and many enough for a long loop. */
    private static final int ELEMENTS = 1 << 10;

    /** Elements up to which trials are taken together: only then is it worth more than the coefficients of each cost. */
    private static final int ELEMENTS_TOGETHER = 5 << 7;

    /** The most rows of a tile of a matrix with this number of trials, where rows are as wide as the state. */
    static int most(int trials, int columns, int hidden) {
        int together = trialsTogether(trials, columns, hidden);
        if (together > 1) {
            return together * columns;
        }
        int tiles = Math.max(1, (columns * hidden + ELEMENTS / 2) / ELEMENTS);
        return (columns + tiles - 1) / tiles;
    }

    private static int trialsTogether(int trials, int columns, int hidden) {
        return Math.min(trials, Math.max(1, ELEMENTS_TOGETHER / (columns * hidden)));
    }

    static Rows[] tiles(int trials, int columns, int hidden) {
        List<Rows> tiles = new ArrayList<>();
        int together = trialsTogether(trials, columns, hidden);
        int most = Math.min(columns, most(trials, columns, hidden));
        for (int trial = 0; trial < trials; trial += together) {
            for (int from = 0; from < columns; from += most) {
                int count = Math.min(together, trials - trial);
                tiles.add(new Rows(trial, count, from, Math.min(most, columns - from)));
            }
        }
        return tiles.toArray(Rows[]::new);
    }

    /** The same without the trials from one on; it has fewer than that before its own. */
    Rows before(int end) {
        return trial + trials <= end ? this : new Rows(trial, end - trial, from, columns);
    }

    int count() {
        return trials * columns;
    }

    /** The tile's first element in a matrix {@code [b · columns, width]}. */
    int at(int columns, int width) {
        return (trial * columns + from) * width;
    }
}
