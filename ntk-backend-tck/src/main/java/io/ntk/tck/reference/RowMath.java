package io.ntk.tck.reference;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.Elementary;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The vocabulary of cells on arrays {@code [rows][width]} of which one with a single row, as values of one trial are,
 * combines with one of many, as tangents along many directions are.
 */
record RowMath(int step) implements CellMath<double[][]> {
    @Override
    public int width(double[][] a) {
        return a[0].length;
    }

    @Override
    public double[][] add(double[][] a, double[][] b) {
        return combine(a, b, Double::sum);
    }

    @Override
    public double[][] subtract(double[][] a, double[][] b) {
        return combine(a, b, (x, y) -> x - y);
    }

    @Override
    public double[][] multiply(double[][] a, double[][] b) {
        return combine(a, b, (x, y) -> x * y);
    }

    @Override
    public double[][] divide(double[][] a, double[][] b) {
        return combine(a, b, (x, y) -> x / y);
    }

    @Override
    public double[][] scale(double[][] a, double factor) {
        return map(a, x -> x * factor);
    }

    @Override
    public double[][] shift(double[][] a, double offset) {
        return map(a, x -> x + offset);
    }

    @Override
    public double[][] apply(Elementary f, double[][] a) {
        return map(a, f::value);
    }

    @Override
    public double[][] slice(double[][] a, int from, int to) {
        double[][] result = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            result[i] = Arrays.copyOfRange(a[i], from, to);
        }
        return result;
    }

    @Override
    public double[][] concat(List<double[][]> arrays) {
        int rows = 0;
        int width = 0;
        for (double[][] a : arrays) {
            rows = Math.max(rows, a.length);
            width += width(a);
        }
        double[][] joined = new double[rows][width];
        for (int i = 0; i < rows; i++) {
            int at = 0;
            for (double[][] a : arrays) {
                double[] row = row(a, i);
                System.arraycopy(row, 0, joined[i], at, row.length);
                at += row.length;
            }
        }
        return joined;
    }

    @Override
    public double[][] time() {
        return new double[][] {{step}};
    }

    private static double[] row(double[][] a, int i) {
        return a.length == 1 ? a[0] : a[i];
    }

    private static double[][] map(double[][] a, DoubleUnaryOperator f) {
        double[][] result = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            double[] row = a[i].clone();
            for (int j = 0; j < row.length; j++) {
                row[j] = f.applyAsDouble(row[j]);
            }
            result[i] = row;
        }
        return result;
    }

    private double[][] combine(double[][] a, double[][] b, DoubleBinaryOperator f) {
        double[][] result = new double[Math.max(a.length, b.length)][width(a)];
        for (int i = 0; i < result.length; i++) {
            double[] x = row(a, i);
            double[] y = row(b, i);
            double[] row = result[i];
            for (int j = 0; j < row.length; j++) {
                row[j] = f.applyAsDouble(x[j], y[j]);
            }
        }
        return result;
    }
}
