package io.ntk.api.spi;

import io.ntk.api.linalg.MultiVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A sparse matrix with at most one entry in a row: y_i = factor_i · x_{source_i}, or 0 where there is no source. */
final class RowMap {
    private final int columns;
    private final int[] sources;
    private final double @Nullable [] factors;

    /**
     * Makes the matrix.
     *
     * @param columns its number of columns
     * @param sources for each row the column of its entry, or −1; not copied
     * @param factors for each row its entry, or null where all are 1; not copied
     */
    RowMap(int columns, int[] sources, double @Nullable [] factors) {
        this.columns = columns;
        this.sources = sources;
        this.factors = factors;
    }

    int source(int row) {
        return sources[row];
    }

    double factor(int row) {
        return factors == null ? 1 : factors[row];
    }

    /** {@return y, of the elements of an array} */
    double[] of(double[] x) {
        double[] y = new double[sources.length];
        multiply(x, y);
        return y;
    }

    private void multiply(double[] x, double[] y) {
        for (int row = 0; row < y.length; row++) {
            y[row] = sources[row] < 0 ? 0 : factor(row) * x[sources[row]];
        }
    }

    /** Y ← A X. */
    void apply(MultiVector x, MultiVector y) {
        double[] from = new double[columns];
        double[] to = new double[sources.length];
        for (int column = 0; column < x.columns(); column++) {
            x.getColumn(column, from);
            multiply(from, to);
            y.setColumn(column, to);
        }
    }

    /** X ← Aᵀ Y. */
    void applyAdjoint(MultiVector y, MultiVector x) {
        double[] from = new double[sources.length];
        double[] to = new double[columns];
        for (int column = 0; column < y.columns(); column++) {
            y.getColumn(column, from);
            Arrays.fill(to, 0);
            for (int row = 0; row < from.length; row++) {
                if (sources[row] >= 0) {
                    to[sources[row]] += factor(row) * from[row];
                }
            }
            x.setColumn(column, to);
        }
    }
}
