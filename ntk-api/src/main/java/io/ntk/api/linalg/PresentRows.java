package io.ntk.api.linalg;

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
     * {@return the rows of a slice of the first axis, as a tensor of its own}
     *
     * @param first the first row of the slice
     * @param end the row after its last
     */
    public PresentRows between(int first, int end) {
        return new PresentRows(
                Arrays.stream(rows)
                        .filter(row -> row >= first && row < end)
                        .map(row -> row - first)
                        .toArray(),
                width);
    }

    /** Sets to zero, in every column, what is not there. */
    void clearRest(MultiVector x) {
        double[] column = new double[Math.toIntExact(x.space().dimension())];
        for (int j = 0; j < x.columns(); j++) {
            x.getColumn(j, column);
            int from = 0;
            for (int row : rows) {
                Arrays.fill(column, from, row * width, 0);
                from = (row + 1) * width;
            }
            Arrays.fill(column, from, column.length, 0);
            x.setColumn(j, column);
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
