package io.ntk.tck.reference;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.Elementary;
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
        return combine("add", a, b, (x, y) -> x + y, (x, y) -> 1, (x, y) -> 1);
    }

    @Override
    public Dual subtract(Dual a, Dual b) {
        return combine("subtract", a, b, (x, y) -> x - y, (x, y) -> 1, (x, y) -> -1);
    }

    @Override
    public Dual multiply(Dual a, Dual b) {
        return combine("multiply", a, b, (x, y) -> x * y, (x, y) -> y, (x, y) -> x);
    }

    @Override
    public Dual divide(Dual a, Dual b) {
        return combine("divide", a, b, (x, y) -> x / y, (x, y) -> 1 / y, (x, y) -> -x / (y * y));
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
    public Dual apply(Elementary f, Dual a) {
        return a.map(f::value, f::derivative);
    }

    @Override
    public Dual slice(Dual a, int from, int to) {
        if (from < 0 || to > a.width() || from >= to) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell asks for columns " + from + " to " + to + " (exclusive) of an array of width " + a.width()
                            + ".",
                    "Mend the cell's step.");
        }
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

    /** A function of two numbers. */
    private interface Binary {
        double of(double x, double y);
    }

    private static Dual combine(String operation, Dual a, Dual b, Binary function, Binary byA, Binary byB) {
        if (a.width() != b.width()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell's " + operation + " was given arrays of width " + a.width() + " and " + b.width() + ".",
                    "Mend the cell's step: both need the same width.");
        }
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
