package io.ntk.api.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementaryTest {
    /** Of either sign, and none of them at a kink, a jump or a pole. */
    private static final double[] ARGUMENTS = {-6.5, -2.25, -1, -0.3, 0.2, 0.75, 1, 3.5, 7};

    private static final double STEP = 1e-4;

    /** Of differences of the fourth order: their error is of the order of STEP⁴ and ε / STEP times the size of the values. */
    private static final double TOLERANCE = 1e-10;

    /** The engines, and the reference that they are compared with, take derivatives from here. */
    @ParameterizedTest
    @EnumSource
    void theDerivativeIsALimitOfDifferences(Elementary f) {
        int compared = 0;
        for (double x : ARGUMENTS) {
            double near = f.value(x + STEP) - f.value(x - STEP);
            double far = f.value(x + 2 * STEP) - f.value(x - 2 * STEP);
            double difference = (8 * near - far) / (12 * STEP);
            if (!Double.isNaN(difference)) {
                double bound = TOLERANCE * Math.max(1, Math.abs(f.value(x)));
                assertThat(f.derivative(x)).as("at " + x).isCloseTo(difference, within(bound));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    /** The derivative is written in the vocabulary, so arrays have the one that numbers have. */
    @ParameterizedTest
    @EnumSource
    void arraysHaveTheDerivativeOfNumbers(Elementary f) {
        ArrayMath math = new ArrayMath(1, 0);
        double[][] x = {ARGUMENTS};
        double[] expected = Arrays.stream(ARGUMENTS).map(f::derivative).toArray();
        assertThat(f.derivative(math, x, math.apply(f, x))[0]).containsExactly(expected);
    }

    @Test
    void derivativesAtKinksAndJumpsAreZero() {
        assertThat(Elementary.RELU.derivative(0)).isZero();
        assertThat(Elementary.ABS.derivative(0)).isZero();
        assertThat(Elementary.STEP.derivative(0)).isZero();
    }

    @Test
    void softplusNeverOverflows() {
        assertThat(Elementary.SOFTPLUS.value(1e300)).isEqualTo(1e300);
        assertThat(Elementary.SOFTPLUS.value(-1e300)).isZero();
        assertThat(Elementary.SOFTPLUS.value(-40)).isCloseTo(Math.exp(-40), within(1e-30));
    }

    @Test
    void everyNamedOperationAppliesTheFunctionOfItsName() throws ReflectiveOperationException {
        ArrayMath math = new ArrayMath(1, 0);
        double[][] x = {{0.5}};
        List<Method> named = Arrays.stream(ElementwiseMath.class.getMethods())
                .filter(Method::isDefault)
                .toList();
        assertThat(named).extracting(Method::getName).contains("tanh", "sigmoid", "relu", "softplus", "exp");
        for (Method method : named) {
            Elementary f = Elementary.valueOf(method.getName().toUpperCase(Locale.ROOT));
            assertThat((double[][]) method.invoke(math, (Object) x)).isDeepEqualTo(math.apply(f, x));
        }
    }
}
