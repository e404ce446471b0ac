package io.ntk.tck.reference;

import io.ntk.api.cell.CellMath;
import java.util.Arrays;
import java.util.List;

/** The vocabulary of cells on one trial's row of dual numbers. */
final class DualMath implements CellMath<Dual> {
    private final int step;
    private final int directions;

    DualMath(int step, int directions) {
        this.step = step;
        this.directions = directions;
    }

    @Override
    public int width(Dual a) {
        return a.width();
    }

    @Override
    public Dual add(Dual a, Dual b) {
        return combine(a, b, (x, y) -> x + y, (x, y) -> 1, (x, y) -> 1);
    }

    @Override
    public Dual subtract(Dual a, Dual b) {
        return combine(a, b, (x, y) -> x - y, (x, y) -> 1, (x, y) -> -1);
    }

    @Override
    public Dual multiply(Dual a, Dual b) {
        return combine(a, b, (x, y) -> x * y, (x, y) -> y, (x, y) -> x);
    }

    @Override
    public Dual divide(Dual a, Dual b) {
        return combine(a, b, (x, y) -> x / y, (x, y) -> 1 / y, (x, y) -> -x / (y * y));
    }

    @Override
    public Dual scale(Dual a, double factor) {
        return a.map(x -> x * factor, x -> factor);
    }

    @Override
    public Dual shift(Dual a, double offset) {
        return a.map(x -> x + offset, x -> 1);
    }

    @Override
    public Dual tanh(Dual a) {
        return a.map(Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x));
    }

    @Override
    public Dual sigmoid(Dual a) {
        return a.map(DualMath::logistic, x -> logistic(x) * logistic(-x));
    }

    @Override
    public Dual relu(Dual a) {
        return a.map(x -> Math.max(x, 0), x -> x > 0 ? 1 : 0);
    }

    @Override
    public Dual softplus(Dual a) {
        return a.map(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), DualMath::logistic);
    }

    @Override
    public Dual exp(Dual a) {
        return a.map(Math::exp, Math::exp);
    }

    @Override
    public Dual slice(Dual a, int from, int to) {
        return new Dual(Arrays.copyOfRange(a.value(), from, to), Arrays.copyOfRange(a.tangent(), from, to));
    }

    @Override
    public Dual concat(List<Dual> arrays) {
        return new Dual(
                arrays.stream().flatMapToDouble(a -> Arrays.stream(a.value())).toArray(),
                arrays.stream().flatMap(a -> Arrays.stream(a.tangent())).toArray(double[][]::new));
    }

    @Override
    public Dual time() {
        return Dual.constant(new double[] {step}, directions);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** A function of two numbers. */
    private interface Binary {
        double of(double x, double y);
    }

    private static Dual combine(Dual a, Dual b, Binary function, Binary byA, Binary byB) {
        double[] value = new double[a.width()];
        double[][] tangent = new double[a.width()][];
        for (int i = 0; i < value.length; i++) {
            double x = a.value()[i];
            double y = b.value()[i];
            value[i] = function.of(x, y);
            tangent[i] = Dual.combine(byA.of(x, y), a.tangent()[i], byB.of(x, y), b.tangent()[i]);
        }
        return new Dual(value, tangent);
    }
}
