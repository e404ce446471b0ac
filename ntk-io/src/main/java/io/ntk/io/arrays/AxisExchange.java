package io.ntk.io.arrays;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** Exchanges the first two axes of an array in place, by the cycles of the permutation: a bit for each block is all that it takes. */
final class AxisExchange {
    private AxisExchange() {}

    /** {@return the array with its first two axes exchanged, in the same storage; an array of fewer axes as it is} */
    static NumericArray of(NumericArray array) {
        List<Integer> shape = array.shape();
        if (shape.size() < 2) {
            return array;
        }
        List<Integer> exchanged = new ArrayList<>(shape);
        Collections.swap(exchanged, 0, 1);
        double[] values = array.values();
        if (values.length > 0) {
            exchange(values, shape.get(0), shape.get(1), values.length / (shape.get(0) * shape.get(1)));
        }
        return array.shaped(exchanged);
    }

    /**
     * Exchanges rows and columns of a matrix of blocks.
     *
     * @param values the blocks, row by row
     * @param rows the rows before
     * @param columns the columns before
     * @param width the elements of a block
     */
    private static void exchange(double[] values, int rows, int columns, int width) {
        BitSet done = new BitSet(rows * columns);
        double[] kept = new double[width];
        for (int start = 0; start < rows * columns; start = done.nextClearBit(start + 1)) {
            System.arraycopy(values, start * width, kept, 0, width);
            int place = start;
            int source = source(place, rows, columns);
            while (source != start) {
                System.arraycopy(values, source * width, values, place * width, width);
                done.set(place);
                place = source;
                source = source(place, rows, columns);
            }
            System.arraycopy(kept, 0, values, place * width, width);
            done.set(place);
        }
    }

    /** {@return where the block stands before that stands at a place afterwards} */
    private static int source(int place, int rows, int columns) {
        return place % rows * columns + place / rows;
    }
}
