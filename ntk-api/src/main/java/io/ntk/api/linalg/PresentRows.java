package io.ntk.api.linalg;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which elements of a tensor there are, in rows of its last axis. The others are zero in every vector: they keep the tensor
 * rectangular where it is not, as for trials of different lengths. The rows are immutable.
 */
public final class PresentRows {
    private final BitSet rows;
    private final int width;

    /**
     * Makes rows.
     *
     * @param rows those that there are, row-major over all axes but the last; copied
     * @param width the size of the last axis
     */
    public PresentRows(BitSet rows, int width) {
        this.rows = (BitSet) rows.clone();
        this.width = width;
    }

    /**
     * {@return whether there is an element}
     *
     * @param element its index, row-major
     */
    public boolean contains(int element) {
        return rows.get(element / width);
    }

    /** {@return how many elements there are} */
    public long count() {
        return (long) rows.cardinality() * width;
    }

    /**
     * Sets to zero what is not there.
     *
     * @param vector its elements, row-major
     */
    public void clearRest(double[] vector) {
        int size = vector.length / width;
        for (int row = rows.nextClearBit(0); row < size; row = rows.nextClearBit(row + 1)) {
            Arrays.fill(vector, row * width, (row + 1) * width, 0);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresentRows present && width == present.width && rows.equals(present.rows);
    }

    @Override
    public int hashCode() {
        return 31 * rows.hashCode() + width;
    }
}
