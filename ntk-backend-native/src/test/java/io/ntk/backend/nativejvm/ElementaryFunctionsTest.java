package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class ElementaryFunctionsTest {
    private static final int AT = 3;

    @FunctionalInterface
    private interface ArrayFunction {
        void apply(double[] x, int from, double[] out, int to, int count);
    }

    /** Numbers of either sign and of sizes from 1e-9 to 1e3, zero, and those at which a function saturates. */
    private static double[] arguments() {
        SplittableRandom random = new SplittableRandom(1);
        double[] x = new double[20_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextDouble(-9, 3));
        }
        double[] chosen = {
            0, 20, -20, 40, -40, Math.nextUp(40.0), 1e300, -1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        System.arraycopy(chosen, 0, x, 0, chosen.length);
        return x;
    }

    private static double[] values(ArrayFunction function, double[] x) {
        double[] shifted = new double[AT + x.length];
        System.arraycopy(x, 0, shifted, AT, x.length);
        double[] out = new double[x.length + 1];
        function.apply(shifted, AT, out, 1, x.length);
        double[] values = new double[x.length];
        System.arraycopy(out, 1, values, 0, x.length);
        return values;
    }

    private static void assertClose(
            ArrayFunction function, DoubleUnaryOperator exact, boolean isRelative, double most) {
        double[] x = arguments();
        double[] values = values(function, x);
        for (int i = 0; i < x.length; i++) {
            double expected = exact.applyAsDouble(x[i]);
            double bound = isRelative ? most * Math.abs(expected) : most;
            assertThat(values[i]).as("at " + x[i]).isCloseTo(expected, within(bound));
        }
    }

    @Test
    void tanhIsRightToADozenUnitsInTheLastPlace() {
        assertClose(ElementaryFunctions::tanh, StrictMath::tanh, true, 12 * 0x1p-52);
    }

    @Test
    void sigmoidIsRightToFifteenDigits() {
        assertClose(ElementaryFunctions::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), false, 1e-15);
    }

    @Test
    void softplusIsRightToAFewUnitsInTheLastPlace() {
        double[] x = arguments();
        double[] values = values(ElementaryFunctions::softplus, x);
        for (int i = 0; i < x.length; i++) {
            double expected =
                    x[i] > 0 ? x[i] + StrictMath.log1p(StrictMath.exp(-x[i])) : StrictMath.log1p(StrictMath.exp(x[i]));
            double bound = Double.isInfinite(expected) ? 0 : 8 * Math.ulp(expected);
            assertThat(values[i] == expected || Math.abs(values[i] - expected) <= bound)
                    .as("at " + x[i])
                    .isTrue();
        }
    }

    @Test
    void whatIsNotANumberStaysSo() {
        double[] nan = {Double.NaN};
        assertThat(values(ElementaryFunctions::tanh, nan)[0]).isNaN();
        assertThat(values(ElementaryFunctions::sigmoid, nan)[0]).isNaN();
        assertThat(values(ElementaryFunctions::softplus, nan)[0]).isNaN();
    }
}
