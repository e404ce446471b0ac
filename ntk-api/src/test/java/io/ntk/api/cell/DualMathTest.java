package io.ntk.api.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.model.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class DualMathTest {
    private static final double STEP = 1e-6;
    private static final ParameterLayout LAYOUT =
            ParameterLayout.builder().weight("w", 2, 2).vector("b", 2).build();
    private static final double[] THETA = {0.5, -1.25, 2, 0.75, -0.5, 0.25};
    private static final double[] THETA_TANGENT = {1, 2, -1, 0.5, -2, 1.5};
    private static final double[][] X = {{0.5, -1}, {2, 0.25}};
    private static final double[][] X_TANGENT = {{1, -0.5}, {0.25, 2}};

    private final ArrayMath math = new ArrayMath(2, 3);
    private final DualMath<double[][]> duals = new DualMath<>(math);

    /** Every operation of the vocabulary, on an array of width 2. */
    private static <A> A everyOperation(CellMath<A> math, CellParameters<A> theta, A x) {
        A affine = theta.affine("w", "b", x);
        A linear = theta.linear("w", math.shift(x, 0.5));
        A sum = math.add(affine, theta.vector("b"));
        A quotient = math.divide(math.multiply(affine, linear), math.shift(math.multiply(sum, sum), 1));
        A difference = math.subtract(math.scale(quotient, 2), math.tanh(linear));
        return math.concat(List.of(difference, math.time(), math.slice(x, 1, 2)));
    }

    private static ArrayParameters parameters(double[] theta) {
        return new ArrayParameters(Parameters.of(LAYOUT, theta), 2);
    }

    private static double[] moved(double[] from, double[] along, double step) {
        double[] to = from.clone();
        for (int i = 0; i < to.length; i++) {
            to[i] += step * along[i];
        }
        return to;
    }

    private double[][] at(double step, boolean movesTheta, boolean movesX) {
        double[] theta = movesTheta ? moved(THETA, THETA_TANGENT, step) : THETA;
        double[][] x = movesX ? math.add(X, math.scale(X_TANGENT, step)) : X;
        return everyOperation(math, parameters(theta), x);
    }

    private void assertTangentIsLimitOfDifferences(boolean movesTheta, boolean movesX) {
        Dual<double[][]> result = everyOperation(
                duals,
                duals.parameters(parameters(THETA), movesTheta ? parameters(THETA_TANGENT) : null),
                new Dual<>(X, movesX ? X_TANGENT : null));
        double[][] differences =
                math.scale(math.subtract(at(STEP, movesTheta, movesX), at(-STEP, movesTheta, movesX)), 1 / (2 * STEP));
        assertThat(duals.width(result)).isEqualTo(4);
        assertThat(result.value()).isDeepEqualTo(at(0, movesTheta, movesX));
        for (int row = 0; row < differences.length; row++) {
            assertThat(result.tangent()[row]).containsExactly(differences[row], within(1e-8));
        }
    }

    @Test
    void tangentsAreLimitsOfDifferences() {
        assertTangentIsLimitOfDifferences(true, true);
        assertTangentIsLimitOfDifferences(true, false);
        assertTangentIsLimitOfDifferences(false, true);
    }

    /** So that nothing is computed for what does not vary. */
    @Test
    void whatDoesNotVaryHasNoTangent() {
        Dual<double[][]> result = everyOperation(duals, duals.parameters(parameters(THETA), null), new Dual<>(X, null));
        assertThat(result.value()).isDeepEqualTo(at(0, false, false));
        assertThat(result.tangent()).isNull();
    }
}
