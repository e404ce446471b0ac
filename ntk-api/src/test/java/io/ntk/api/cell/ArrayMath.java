package io.ntk.api.cell;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The cell vocabulary on plain arrays {@code [trials][width]}, at one step. */
public record ArrayMath(int trials, int step) implements CellMath<double[][]> {
    private static double[][] map(double[][] a, DoubleUnaryOperator f) {
        return Arrays.stream(a).map(row -> Arrays.stream(row).map(f).toArray()).toArray(double[][]::new);
    }

    private static double[][] map(double[][] a, double[][] b, DoubleBinaryOperator f) {
        double[][] result = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            if (a[i].length != b[i].length) {
                throw new IllegalArgumentException("Widths " + a[i].length + " and " + b[i].length + ".");
            }
            for (int j = 0; j < a[i].length; j++) {
                result[i][j] = f.applyAsDouble(a[i][j], b[i][j]);
            }
        }
        return result;
    }

    @Override
    public int width(double[][] a) {
        return a[0].length;
    }

    @Override
    public double[][] add(double[][] a, double[][] b) {
        return map(a, b, Double::sum);
    }

    @Override
    public double[][] subtract(double[][] a, double[][] b) {
        return map(a, b, (x, y) -> x - y);
    }

    @Override
    public double[][] multiply(double[][] a, double[][] b) {
        return map(a, b, (x, y) -> x * y);
    }

    @Override
    public double[][] divide(double[][] a, double[][] b) {
        return map(a, b, (x, y) -> x / y);
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
        return Arrays.stream(a).map(row -> Arrays.copyOfRange(row, from, to)).toArray(double[][]::new);
    }

    @Override
    public double[][] concat(List<double[][]> arrays) {
        double[][] result = new double[trials][];
        for (int i = 0; i < trials; i++) {
            int trial = i;
            result[i] = arrays.stream()
                    .flatMapToDouble(array -> Arrays.stream(array[trial]))
                    .toArray();
        }
        return result;
    }

    @Override
    public double[][] time() {
        double[][] time = new double[trials][1];
        for (double[] row : time) {
            row[0] = step;
        }
        return time;
    }
}
