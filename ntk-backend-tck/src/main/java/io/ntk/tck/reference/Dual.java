package io.ntk.tck.reference;

import java.util.function.DoubleUnaryOperator;

/** A row of numbers with their derivatives along p directions: forward-mode differentiation in its plainest form. */
final class Dual {
    private final double[] value;
    private final double[][] tangent;

    /**
     * Pairs numbers with their derivatives.
     *
     * @param value {@code [width]}
     * @param tangent {@code [width][p]}
     */
    Dual(double[] value, double[][] tangent) {
        this.value = value;
        this.tangent = tangent;
    }

    static Dual constant(double[] value, int directions) {
        return new Dual(value, new double[value.length][directions]);
    }

    double[] value() {
        return value;
    }

    double[][] tangent() {
        return tangent;
    }

    int width() {
        return value.length;
    }

    /** {@return the same numbers, each depending also on a direction of its own, from {@code first} on} */
    Dual seeded(int first) {
        double[][] seeded = new double[width()][];
        for (int i = 0; i < seeded.length; i++) {
            seeded[i] = tangent[i].clone();
            seeded[i][first + i] += 1;
        }
        return new Dual(value, seeded);
    }

    Dual map(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        double[] result = new double[width()];
        double[][] resultTangent = new double[width()][];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.applyAsDouble(value[i]);
            resultTangent[i] = combine(derivative.applyAsDouble(value[i]), tangent[i], 0, tangent[i]);
        }
        return new Dual(result, resultTangent);
    }

    /** {@return a · x + b · y} */
    static double[] combine(double a, double[] x, double b, double[] y) {
        double[] sum = new double[x.length];
        for (int d = 0; d < sum.length; d++) {
            sum[d] = a * x[d] + b * y[d];
        }
        return sum;
    }
}
