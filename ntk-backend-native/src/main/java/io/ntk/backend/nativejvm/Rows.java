package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Some columns of a block at one trial of a shard: rows {@code trial · k + from …} of a step's matrix {@code [b · k, width]}.
 * Element-wise passes take a tile of them from the first operation to the last while it is in the first-level cache.
 *
 * @param trial the trial of the shard
 * @param from the first column
 * @param count how many columns
 */
record Rows(int trial, int from, int count) {
    /** Elements of an array in a pass, few enough that a dozen arrays fit in the cache, and many enough for a long loop. */
    private static final int ELEMENTS = 1 << 10;

    /** The most rows of a tile where rows are as wide as the state. */
    static int most(int columns, int hidden) {
        int tiles = Math.max(1, (columns * hidden + ELEMENTS / 2) / ELEMENTS);
        return (columns + tiles - 1) / tiles;
    }

    /** All tiles of a matrix, in order. */
    static List<Rows> tiles(int trials, int columns, int most) {
        List<Rows> tiles = new ArrayList<>();
        for (int trial = 0; trial < trials; trial++) {
            for (int from = 0; from < columns; from += most) {
                tiles.add(new Rows(trial, from, Math.min(most, columns - from)));
            }
        }
        return tiles;
    }

    /** Where they begin in a matrix {@code [b · columns, width]}. */
    int at(int columns, int width) {
        return (trial * columns + from) * width;
    }
}
