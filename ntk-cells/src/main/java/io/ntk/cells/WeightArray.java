package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * A number, vector or matrix whose entries are functions of one trained number each, or constants.
 */
final class WeightArray {
    private final List<Integer> shape;
    private final double[] values;
    private final double[] slopes;
    private final int[] sources;

    private WeightArray(List<Integer> shape, double[] values, double[] slopes, int[] sources) {
        this.shape = shape;
        this.values = values;
        this.slopes = slopes;
        this.sources = sources;
    }

    /** {@return a parameter, whose first entry is at an index of θ} */
    static WeightArray parameter(List<Integer> shape, double[] values, int offset) {
        double[] slopes = new double[values.length];
        Arrays.fill(slopes, 1);
        int[] sources = new int[values.length];
        Arrays.setAll(sources, i -> offset + i);
        return new WeightArray(shape, values, slopes, sources);
    }

    /** {@return the lengths of the axes} */
    List<Integer> shape() {
        return shape;
    }

    /** {@return the entries, row by row; not to be changed} */
    double[] values() {
        return values;
    }

    /** {@return the derivative of each entry with respect to its source; not to be changed} */
    double[] slopes() {
        return slopes;
    }

    /** {@return for each entry the index in θ of what it is a function of, or −1; not to be changed} */
    int[] sources() {
        return sources;
    }

    static WeightArray constant(List<Integer> shape, double[] values) {
        int[] sources = new int[values.length];
        Arrays.fill(sources, -1);
        return new WeightArray(shape, values, new double[values.length], sources);
    }

    static WeightArray number(double value) {
        return constant(List.of(), new double[] {value});
    }

    WeightArray view(StridedView view) {
        int[] indices = view.indices();
        return new WeightArray(
                view.shape(),
                Arrays.stream(indices).mapToDouble(i -> values[i]).toArray(),
                Arrays.stream(indices).mapToDouble(i -> slopes[i]).toArray(),
                Arrays.stream(indices).map(i -> sources[i]).toArray());
    }

    /** {@return f(a, b) entry by entry, broadcast as NumPy does, given f and its derivatives by a and by b} */
    static WeightArray combine(
            WeightArray a, WeightArray b, DoubleBinaryOperator f, DoubleBinaryOperator byA, DoubleBinaryOperator byB) {
        List<Integer> longer = a.shape.size() >= b.shape.size() ? a.shape : b.shape;
        int rows = longer.size() == 2 ? Math.max(a.rows(), b.rows()) : 1;
        int columns = Math.max(a.columns(), b.columns());
        List<Integer> shape =
                longer.size() == 2 ? List.of(rows, columns) : longer.isEmpty() ? longer : List.of(columns);
        int size = Math.multiplyExact(rows, columns);
        double[] values = new double[size];
        double[] slopes = new double[size];
        int[] sources = new int[size];
        for (int i = 0; i < size; i++) {
            int ia = a.index(i / columns, i % columns);
            int ib = b.index(i / columns, i % columns);
            double x = a.values[ia];
            double y = b.values[ib];
            values[i] = f.applyAsDouble(x, y);
            sources[i] = source(a.sources[ia], b.sources[ib]);
            // A constant's slope is 0, whatever the derivative by it is.
            double fromA = a.slopes[ia] == 0 ? 0 : byA.applyAsDouble(x, y) * a.slopes[ia];
            double fromB = b.slopes[ib] == 0 ? 0 : byB.applyAsDouble(x, y) * b.slopes[ib];
            slopes[i] = fromA + fromB;
        }
        return new WeightArray(shape, values, slopes, sources);
    }

    private static int source(int a, int b) {
        if (a >= 0 && b >= 0 && a != b) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "An entry of a weight is made of two entries of a parameter.",
                    "A weight is a function of one parameter, entry by entry: use V @ v + V.T @ v for (V + V.T) @ v.");
        }
        return Math.max(a, b);
    }

    private int rows() {
        return shape.size() == 2 ? shape.get(0) : 1;
    }

    private int columns() {
        return shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    }

    private int index(int row, int column) {
        return (rows() == 1 ? 0 : row) * columns() + (columns() == 1 ? 0 : column);
    }
}
