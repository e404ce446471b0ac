package io.ntk.estimators.exact;

import io.ntk.api.spi.StepStructure;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /**
     * {@return the shape of D of a site as its engine states it, or null if it states none}
     *
     * @param structure the engine's
     * @param site the index of the site
     */
    static @Nullable SiteShape stated(StepStructure structure, int site) {
        return structure
                .siteRows(site)
                .map(rows -> of(
                        structure.perturbationSize(),
                        Arrays.stream(rows).map(SiteShape::bits).toList()))
                .orElse(null);
    }

    private static BitSet bits(int[] rows) {
        BitSet bits = new BitSet();
        Arrays.stream(rows).forEach(bits::set);
        return bits;
    }

    /** {@return whether two shapes have nonzero elements in the same places} */
    boolean hasElementsOf(SiteShape other) {
        return rows == other.rows && Arrays.equals(begins, other.begins) && Arrays.equals(rowOf, other.rowOf);
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
         * @param stated where their nonzero elements are, or null if it is not known
         * @param jacobians those elements {@code [steps, nonZeros]}; if it is not known, {@code [steps, rows, width]}
         * @param steps the number of steps
         */
        void include(@Nullable SiteShape stated, DoubleBuffer jacobians, int steps) {
            if (stated == null) {
                include(jacobians, steps);
                return;
            }
            for (int i = 0; i < columns.size(); i++) {
                for (int k = stated.begins[i]; k < stated.begins[i + 1]; k++) {
                    for (int t = 0; t < steps && !columns.get(i).get(stated.rowOf[k]); t++) {
                        columns.get(i).set(stated.rowOf[k], jacobians.get(t * stated.nonZeros() + k) != 0);
                    }
                }
            }
        }

        private void include(DoubleBuffer jacobians, int steps) {
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
     * @param stated a shape that has all elements of this one, or null
     * @param jacobians the elements of that shape {@code [steps, nonZeros]}; without one, {@code [steps, rows, width]}
     * @param steps the number of steps
     * @param out receives {@code [steps, nonZeros]}
     */
    void extract(@Nullable SiteShape stated, DoubleBuffer jacobians, int steps, DoubleBuffer out) {
        int[] places = new int[rowOf.length];
        for (int i = 0; i < width; i++) {
            for (int k = begins[i]; k < begins[i + 1]; k++) {
                places[k] = stated == null ? rowOf[k] * width + i : stated.place(i, rowOf[k]);
            }
        }
        int perStep = stated == null ? rows * width : stated.nonZeros();
        for (int t = 0; t < steps; t++) {
            for (int k = 0; k < places.length; k++) {
                out.put(t * places.length + k, jacobians.get(t * perStep + places[k]));
            }
        }
    }

    private int place(int column, int row) {
        return Arrays.binarySearch(rowOf, begins[column], begins[column + 1], row);
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

    /**
     * Computes DᵀP of a matrix of which only nonzero elements are stored.
     *
     * @param elements its nonzero elements
     * @param p holds P {@code [rows, columns]}
     * @param from the index of its first element
     * @param columns the number of its columns
     * @param out receives {@code [width, columns]}
     */
    void transposeTimes(double[] elements, double[] p, int from, int columns, double[] out) {
        for (int i = 0; i < width; i++) {
            int to = i * columns;
            if (begins[i] == begins[i + 1]) {
                Arrays.fill(out, to, to + columns, 0);
            }
            for (int k = begins[i]; k < begins[i + 1]; k++) {
                int row = from + rowOf[k] * columns;
                if (k == begins[i]) {
                    multiply(elements[k], p, row, out, to, columns);
                } else {
                    addMultiple(elements[k], p, row, out, to, columns);
                }
            }
        }
    }

    private static void multiply(double factor, double[] from, int at, double[] to, int toAt, int count) {
        for (int j = 0; j < count; j++) {
            to[toAt + j] = factor * from[at + j];
        }
    }

    private static void addMultiple(double factor, double[] from, int at, double[] to, int toAt, int count) {
        for (int j = 0; j < count; j++) {
            to[toAt + j] += factor * from[at + j];
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
