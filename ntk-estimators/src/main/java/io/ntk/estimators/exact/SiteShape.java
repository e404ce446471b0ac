package io.ntk.estimators.exact;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * The nonzero pattern of a site's D over all trials and steps. Elementwise nonlinearities make D diagonal, possibly
 * padded with zeros: at most one nonzero entry in each column, always in the same row. Products with such a D are
 * scalings.
 */
final class SiteShape {
    private static final int NONE = -1;
    private static final int MANY = -2;

    private final int rows;
    private final int width;
    private final int[] rowOf;

    SiteShape(int rows, int width) {
        this(rows, filled(width, NONE));
    }

    private SiteShape(int rows, int[] rowOf) {
        this.rows = rows;
        this.width = rowOf.length;
        this.rowOf = rowOf;
    }

    /** {@return the pattern of columns each of which has one nonzero entry, in a given row} */
    static SiteShape scaling(int rows, int[] rowOf) {
        return new SiteShape(rows, rowOf.clone());
    }

    /** {@return the pattern of columns that may all be full} */
    static SiteShape full(int rows, int width) {
        return new SiteShape(rows, filled(width, MANY));
    }

    private static int[] filled(int width, int value) {
        int[] rowOf = new int[width];
        Arrays.fill(rowOf, value);
        return rowOf;
    }

    /**
     * Adds the nonzero entries of more matrices to the pattern.
     *
     * @param jacobians {@code [steps, rows, width]}
     * @param steps the number of steps
     */
    void include(DoubleBuffer jacobians, int steps) {
        for (int t = 0; t < steps; t++) {
            for (int row = 0; row < rows; row++) {
                int at = (t * rows + row) * width;
                for (int i = 0; i < width; i++) {
                    if (jacobians.get(at + i) != 0 && rowOf[i] != row) {
                        rowOf[i] = rowOf[i] == NONE ? row : MANY;
                    }
                }
            }
        }
    }

    /** {@return the number of columns} */
    int width() {
        return width;
    }

    /** {@return whether no column ever has two nonzero entries in different rows} */
    boolean isScaling() {
        for (int row : rowOf) {
            if (row == MANY) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether a column is zero throughout} */
    boolean isZero(int column) {
        return rowOf[column] == NONE;
    }

    /** {@return whether a column ever has two nonzero entries in different rows} */
    boolean isFull(int column) {
        return rowOf[column] == MANY;
    }

    /**
     * {@return the row of the only entry of a column; 0 for a column of zeros}
     *
     * @param column its index
     */
    int rowOf(int column) {
        return Math.max(rowOf[column], 0);
    }

    /**
     * Extracts the factors of matrices that are scalings.
     *
     * @param jacobians {@code [steps, rows, width]}
     * @param steps the number of steps
     * @param out receives the factor of each column, {@code [steps, width]}
     */
    void factors(DoubleBuffer jacobians, int steps, DoubleBuffer out) {
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < width; i++) {
                out.put(t * width + i, jacobians.get((t * rows + rowOf(i)) * width + i));
            }
        }
    }
}
