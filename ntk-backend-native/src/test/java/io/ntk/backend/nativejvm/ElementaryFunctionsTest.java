package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.cell.Elementary;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ElementaryFunctionsTest {
    private static final int AT = 3;

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

    private static double[] values(Elementary f, double[] x) {
        double[] shifted = new double[AT + x.length];
        System.arraycopy(x, 0, shifted, AT, x.length);
        double[] out = new double[x.length + 1];
        ElementaryFunctions.apply(f, shifted, AT, out, 1, x.length);
        double[] values = new double[x.length];
        System.arraycopy(out, 1, values, 0, x.length);
        return values;
    }

    private static void assertClose(Elementary f, DoubleUnaryOperator exact, boolean isRelative, double most) {
        double[] x = arguments();
        double[] values = values(f, x);
        for (int i = 0; i < x.length; i++) {
            double expected = exact.applyAsDouble(x[i]);
            double bound = isRelative ? most * Math.abs(expected) : most;
            assertThat(values[i]).as("at " + x[i]).isCloseTo(expected, within(bound));
        }
    }

    @Test
    void tanhIsRightToADozenUnitsInTheLastPlace() {
        assertClose(Elementary.TANH, StrictMath::tanh, true, 12 * 0x1p-52);
    }

    @Test
    void sigmoidIsRightToFifteenDigits() {
        assertClose(Elementary.SIGMOID, x -> 1 / (1 + StrictMath.exp(-x)), false, 1e-15);
    }

    @Test
    void softplusIsRightToAFewUnitsInTheLastPlace() {
        double[] x = arguments();
        double[] values = values(Elementary.SOFTPLUS, x);
        for (int i = 0; i < x.length; i++) {
            double expected =
                    x[i] > 0 ? x[i] + StrictMath.log1p(StrictMath.exp(-x[i])) : StrictMath.log1p(StrictMath.exp(x[i]));
            double bound = Double.isInfinite(expected) ? 0 : 8 * Math.ulp(expected);
            assertThat(values[i] == expected || Math.abs(values[i] - expected) <= bound)
                    .as("at " + x[i])
                    .isTrue();
        }
    }

    /** A loop of one's own must compute the function that the vocabulary defines. */
    @ParameterizedTest
    @EnumSource
    void everyLoopComputesItsFunction(Elementary f) {
        double[] x = arguments();
        double[] values = values(f, x);
        for (int i = 0; i < x.length; i++) {
            Double expected = f.value(x[i]);
            if (Double.isFinite(expected)) {
                double bound = 12 * 0x1p-52 * Math.max(1, Math.abs(expected));
                assertThat(values[i]).as("at " + x[i]).isCloseTo(expected, within(bound));
            } else {
                assertThat(values[i]).as("at " + x[i]).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STEP")
    void whatIsNotANumberStaysSo(Elementary f) {
        assertThat(values(f, new double[] {Double.NaN})[0]).isNaN();
    }
}
