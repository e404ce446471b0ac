package io.ntk.estimators.exact;

import java.nio.DoubleBuffer;

/** The rows of G at one left place and step. Row i is a factor times a row of a matrix, because most D are scalings. */
final class SiteGramRows {
    private final int leftClass;
    private final int leftIndex;
    private final DoubleBuffer matrix;
    private final int length;
    private final int[] sources;
    private final double[] factors;

    private SiteGramRows(
            int leftClass, int leftIndex, DoubleBuffer matrix, int length, int[] sources, double[] factors) {
        this.leftClass = leftClass;
        this.leftIndex = leftIndex;
        this.matrix = matrix;
        this.length = length;
        this.sources = sources;
        this.factors = factors;
    }

    /** Makes rows that are those of a matrix. */
    static SiteGramRows plain(int leftClass, int leftIndex, DoubleBuffer matrix, int length, int width) {
        int[] sources = new int[width];
        double[] factors = new double[width];
        for (int i = 0; i < width; i++) {
            sources[i] = i;
            factors[i] = 1;
        }
        return new SiteGramRows(leftClass, leftIndex, matrix, length, sources, factors);
    }

    /** Makes the rows of Dᵀ times the first rows of a matrix, where D is a scaling. */
    static SiteGramRows scaled(
            int leftClass,
            int leftIndex,
            DoubleBuffer matrix,
            int length,
            SiteShape shape,
            DoubleBuffer given,
            int at,
            int rows) {
        int width = shape.width();
        int[] sources = new int[width];
        double[] factors = new double[width];
        for (int i = 0; i < width; i++) {
            int row = shape.rowOf(i);
            if (row < rows) {
                sources[i] = row;
                factors[i] = given.get(at + i);
            }
        }
        return new SiteGramRows(leftClass, leftIndex, matrix, length, sources, factors);
    }

    /** {@return the index of the left class} */
    int leftClass() {
        return leftClass;
    }

    /** {@return the left index σ, s · places + place} */
    int leftIndex() {
        return leftIndex;
    }

    /** {@return one entry of G} */
    double get(int row, int column) {
        return factors[row] * matrix.get(sources[row] * length + column);
    }

    /** Copies part of a row of G. */
    void copyRow(int row, int column, int count, DoubleBuffer out, int at) {
        double factor = factors[row];
        int source = sources[row] * length + column;
        for (int k = 0; k < count; k++) {
            out.put(at + k, factor * matrix.get(source + k));
        }
    }
}
