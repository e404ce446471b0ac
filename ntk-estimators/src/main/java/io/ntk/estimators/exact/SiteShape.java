package io.ntk.estimators.exact;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where matrices D {@code [rows, width]} have nonzero elements, over all trials and steps. Elementwise nonlinearities make D diagonal,
 * possibly padded with zeros: at most one nonzero element in each column, always in the same row. Of such a D, and of others that are
 * mostly zeros, only the elements that are nonzero somewhere are stored, one column after another, and products with it are sums of few
 * multiples of rows.
 */
final class SiteShape {
    /** How much smaller than the whole matrix its nonzero elements must be: products of few rows are slower than BLAS. */
    private static final int SPARSITY = 16;

    private final int rows;
    private final int width;
    /** Where the nonzero elements of each column begin among all of them. */
    private final int[] begins;
    /** The row of each nonzero element. */
    private final int[] rowOf;

    private final boolean isSparse;

    private SiteShape(int rows, List<BitSet> columns) {
        this.rows = rows;
        this.width = columns.size();
        this.begins = new int[width + 1];
        for (int i = 0; i < width; i++) {
            begins[i + 1] = begins[i] + columns.get(i).cardinality();
        }
        this.rowOf = columns.stream().flatMapToInt(BitSet::stream).toArray();
        boolean isScaling = columns.stream().allMatch(column -> column.cardinality() <= 1);
        this.isSparse = isScaling || (long) rowOf.length * SPARSITY <= (long) rows * width;
    }

    /** {@return the shape of columns with nonzero elements in given rows} */
    static SiteShape of(int rows, List<BitSet> columns) {
        return new SiteShape(rows, columns);
    }

    /** Looks for the nonzero elements of matrices. */
    static final class Learner {
        private final int rows;
        private final List<BitSet> columns;

        Learner(int rows, int width) {
            this.rows = rows;
            this.columns = Stream.generate(() -> new BitSet(rows)).limit(width).toList();
        }

        /**
         * Adds the nonzero elements of more matrices.
         *
         * @param jacobians {@code [steps, rows, width]}
         * @param steps the number of steps
         */
        void include(DoubleBuffer jacobians, int steps) {
            double[] row = new double[columns.size()];
            for (int t = 0; t < steps; t++) {
                for (int r = 0; r < rows; r++) {
                    jacobians.get((t * rows + r) * row.length, row);
                    for (int i = 0; i < row.length; i++) {
                        if (row[i] != 0) {
                            columns.get(i).set(r);
                        }
                    }
                }
            }
        }

        SiteShape shape() {
            return new SiteShape(rows, columns);
        }
    }

    /** {@return the number of columns} */
    int width() {
        return width;
    }

    /** {@return whether only nonzero elements are stored} */
    boolean isSparse() {
        return isSparse;
    }

    /** {@return the number of elements that are nonzero somewhere} */
    int nonZeros() {
        return rowOf.length;
    }

    /** {@return the number of elements that are stored of a matrix} */
    int stored() {
        return isSparse ? nonZeros() : rows * width;
    }

    /** {@return the index of the first nonzero element of a column; that of the one after it begins where it ends} */
    int begin(int column) {
        return begins[column];
    }

    /** {@return the row of a nonzero element} */
    int rowOf(int nonZero) {
        return rowOf[nonZero];
    }

    /** {@return the rows in which a column has nonzero elements} */
    BitSet rows(int column) {
        BitSet found = new BitSet(rows);
        Arrays.stream(rowOf, begins[column], begins[column + 1]).forEach(found::set);
        return found;
    }

    /**
     * Extracts the nonzero elements of matrices.
     *
     * @param jacobians {@code [steps, rows, width]}
     * @param steps the number of steps
     * @param out receives {@code [steps, nonZeros]}
     */
    void extract(DoubleBuffer jacobians, int steps, DoubleBuffer out) {
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < width; i++) {
                for (int k = begins[i]; k < begins[i + 1]; k++) {
                    out.put(t * rowOf.length + k, jacobians.get((t * rows + rowOf[k]) * width + i));
                }
            }
        }
    }

    /**
     * Copies a column of one matrix of many.
     *
     * @param stored the matrices as they are stored
     * @param step the index of the matrix
     * @param column the column
     * @param out receives {@code [rows]}
     */
    void copy(DoubleBuffer stored, int step, int column, double[] out) {
        if (isSparse) {
            Arrays.fill(out, 0);
            for (int k = begins[column]; k < begins[column + 1]; k++) {
                out[rowOf[k]] = stored.get(step * rowOf.length + k);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            out[row] = stored.get((step * rows + row) * width + column);
        }
    }

    /** Stores a column of one matrix of many, which is zero where the shape says so. */
    void put(DoubleBuffer stored, int step, int column, double[] values) {
        if (isSparse) {
            for (int k = begins[column]; k < begins[column + 1]; k++) {
                stored.put(step * rowOf.length + k, values[rowOf[k]]);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            stored.put((step * rows + row) * width + column, values[row]);
        }
    }
}
