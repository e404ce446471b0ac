package io.ntk.api.linalg;

import io.ntk.api.random.ProbeDistribution;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which elements of a tensor there are, in rows of its last axis. The others are zero in every vector: they keep the tensor
 * rectangular where it is not, as for trials of different lengths. The rows are immutable.
 */
public final class PresentRows implements Serializable {
    private static final long serialVersionUID = 1;

    private final int[] rows;
    private final int width;

    private PresentRows(int[] rows, int width) {
        this.rows = rows;
        this.width = width;
    }

    /**
     * Makes rows.
     *
     * @param rows those that there are, row-major over all axes but the last; copied
     * @param width the size of the last axis
     * @return the rows
     */
    public static PresentRows of(BitSet rows, int width) {
        return new PresentRows(rows.stream().toArray(), width);
    }

    /** {@return how many elements there are} */
    public long count() {
        return (long) rows.length * width;
    }

    /**
     * {@return the index of an element in the tensor, row-major}
     *
     * @param i its number among those that there are, below {@link #count}
     */
    public int element(int i) {
        return rows[i / width] * width + i % width;
    }

    /**
     * {@return whether there is an element}
     *
     * @param element its index in the tensor, row-major
     */
    public boolean contains(int element) {
        return Arrays.binarySearch(rows, element / width) >= 0;
    }

    /**
     * Draws consecutive elements of a probe, as {@link ProbeDistribution#fill(long, long, long, double[], int, int)} does, but zero where
     * nothing is present.
     *
     * @param distribution of the elements
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param first the index of the first element in the tensor, row-major
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public void draw(
            ProbeDistribution distribution, long seed, long probe, int first, double[] out, int offset, int count) {
        Arrays.fill(out, offset, offset + count, 0);
        forEachStretch(
                first,
                first + count,
                (from, end) -> distribution.fill(seed, probe, from, out, offset + from - first, end - from));
    }

    /**
     * Draws the same elements, rounded to float32.
     *
     * @param distribution of the elements
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param first the index of the first element in the tensor, row-major
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public void draw(
            ProbeDistribution distribution, long seed, long probe, int first, float[] out, int offset, int count) {
        Arrays.fill(out, offset, offset + count, 0);
        forEachStretch(
                first,
                first + count,
                (from, end) -> distribution.fill(seed, probe, from, out, offset + from - first, end - from));
    }

    /** Consecutive elements that are present. */
    @FunctionalInterface
    private interface Stretch {
        void accept(int from, int end);
    }

    private void forEachStretch(int first, int end, Stretch stretch) {
        int at = Arrays.binarySearch(rows, first / width);
        for (int i = at < 0 ? -at - 1 : at; i < rows.length && rows[i] * width < end; ) {
            int begin = i;
            while (i < rows.length && rows[i] == rows[begin] + i - begin && rows[i] * width < end) {
                i++;
            }
            stretch.accept(Math.max(first, rows[begin] * width), Math.min(end, (rows[i - 1] + 1) * width));
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof PresentRows present
                        && width == present.width
                        && Arrays.equals(rows, present.rows));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(rows) + width;
    }
}
