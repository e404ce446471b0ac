package io.ntk.estimators.exact;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The rows of G at one left place and step. Row i is a sum of few multiples of rows of a matrix, because most D are sparse. */
final class SiteGramRows {
    private final int leftClass;
    private final int leftIndex;
    private final Elements matrix;
    private final int length;
    /** Where the terms of each row begin. */
    private final int[] begins;

    private final int[] sources;
    private final double[] factors;
    /** Room for what is added to a row; none where rows are those of the matrix. */
    private final double[] term;

    private SiteGramRows(
            int leftClass,
            int leftIndex,
            Elements matrix,
            int length,
            int[] begins,
            int[] sources,
            double[] factors,
            int summed) {
        this.leftClass = leftClass;
        this.leftIndex = leftIndex;
        this.matrix = matrix;
        this.length = length;
        this.begins = begins;
        this.sources = sources;
        this.factors = factors;
        this.term = new double[summed];
    }

    /** Makes rows that are those of a matrix. */
    static SiteGramRows plain(int leftClass, int leftIndex, Elements matrix, int length, int width) {
        double[] factors = IntStream.range(0, width).mapToDouble(i -> 1).toArray();
        int[] begins = IntStream.rangeClosed(0, width).toArray();
        return new SiteGramRows(leftClass, leftIndex, matrix, length, begins, begins, factors, 0);
    }

    /**
     * Makes the rows of Dᵀ times the first rows of a matrix, where D is sparse.
     *
     * @param given D of several steps
     * @param step the step
     * @param rows the rows of the matrix
     */
    static SiteGramRows sparse(
            int leftClass,
            int leftIndex,
            Elements matrix,
            int length,
            SiteShape shape,
            DoubleBuffer given,
            int step,
            int rows) {
        int[] begins = new int[shape.width() + 1];
        int[] sources = new int[shape.nonZeros()];
        double[] factors = new double[sources.length];
        int count = 0;
        for (int i = 0; i < shape.width(); i++) {
            for (int k = shape.begin(i); k < shape.begin(i + 1); k++) {
                if (shape.rowOf(k) < rows) {
                    sources[count] = shape.rowOf(k);
                    factors[count++] = given.get(step * shape.nonZeros() + k);
                }
            }
            begins[i + 1] = count;
        }
        return new SiteGramRows(leftClass, leftIndex, matrix, length, begins, sources, factors, length);
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
        double value = 0;
        for (int k = begins[row]; k < begins[row + 1]; k++) {
            value += factors[k] * matrix.get(sources[k] * length + column);
        }
        return value;
    }

    /** Copies part of a row of G to elements of the same precision, with an array as room for it. */
    void copyRow(int row, int column, int count, Elements out, int at, double[] room) {
        int first = begins[row];
        if (begins[row + 1] - first == 1 && factors[first] == 1) {
            out.put(at, matrix, sources[first] * length + column, count);
        } else {
            copyRow(row, column, count, room);
            out.put(at, room, 0, count);
        }
    }

    /** Copies part of a row of G to the beginning of an array. */
    void copyRow(int row, int column, int count, double[] out) {
        int first = begins[row];
        int end = begins[row + 1];
        if (end - first == 1) {
            matrix.get(sources[first] * length + column, out, count);
            double factor = factors[first];
            for (int i = 0; i < count && factor != 1; i++) {
                out[i] *= factor;
            }
            return;
        }
        Arrays.fill(out, 0, count, 0);
        for (int k = first; k < end; k++) {
            matrix.get(sources[k] * length + column, term, count);
            double factor = factors[k];
            for (int i = 0; i < count; i++) {
                out[i] += factor * term[i];
            }
        }
    }
}
