package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tensors that a step uses, as functions of those that are trained. */
class EquationWeightsTest {
    private static final int H = 4;
    private static final int I = 3;
    private static final double STEP = 1e-6;
    private static final double[] MASK = {1, 0, 2, -1, 1, 1, 0, 3, -2, 1, 1, 1, 0, 0, 1, 1};

    private static final String TEXT = """
            cell weighted
            parameters
              V    [H, H]
              U    [H, I]
              tau  [H]
              g    [1]
              free [H]     optional
            constants
              alpha = 0.3
              f = softplus
              mask [H, H]
            weights
              W = f(V) * mask / (2 + alpha)
              Z = exp(-V)
              rate = alpha / (1 + abs(tau))
              gain = 2 * g - 1
              bent = sin(U) + cos(alpha)
            state
              r
            step
              r' = rate * (W @ r + Z.T @ r + V.T @ r + bent @ x) + gain * tanh(r) + free + mask @ r
            """;

    private static WeightMap weights() {
        Cell cell = new EquationProvider("weighted.cell", TEXT)
                .create(CellOptions.DEFAULT.withAbsent(Set.of("free")), Map.of("H", H, "I", I), Map.of("mask", MASK));
        return cell.weights(I, H);
    }

    private static double[] theta(int size) {
        Random random = new Random(5);
        return random.doubles(size, -1, 1).toArray();
    }

    @Test
    void theTrainedTensorsAreThoseOfTheFileWithoutTheAbsentOnes() {
        assertThat(weights().trained().names()).containsExactly("V", "U", "tau", "g");
        assertThat(weights().isIdentity()).isFalse();
    }

    @Test
    void everySlopeIsTheDerivativeByTheSource() {
        WeightMap weights = weights();
        double[] theta = theta(weights.trained().size());
        double[] slopes = weights.slopes(theta);
        int[] sources = weights.sources();
        for (int i = 0; i < slopes.length; i++) {
            for (int source = 0; source < theta.length; source++) {
                double expected = source == sources[i] ? slopes[i] : 0;
                double difference =
                        (moved(weights, theta, source, STEP)[i] - moved(weights, theta, source, -STEP)[i]) / (2 * STEP);
                assertThat(difference).as("element %s by %s", i, source).isCloseTo(expected, within(1e-8));
            }
        }
    }

    @Test
    void valuesAreThoseOfTheEquations() {
        WeightMap weights = weights();
        double[] theta = theta(weights.trained().size());
        ParameterLayout used = weights.used();
        double[] values = weights.values(theta);
        double[] v = Arrays.copyOf(theta, H * H);
        double[] scaled = new double[H * H];
        double[] decayed = new double[H * H];
        for (int i = 0; i < H * H; i++) {
            scaled[i] = Math.log1p(Math.exp(v[i])) * MASK[i] / 2.3;
            decayed[i] = Math.exp(-v[i]);
        }
        double[] bent = Arrays.stream(theta, H * H, H * H + H * I)
                .map(u -> Math.sin(u) + Math.cos(0.3))
                .toArray();
        double[] rate = Arrays.stream(theta, H * H + H * I, H * H + H * I + H)
                .map(tau -> 0.3 / (1 + Math.abs(tau)))
                .toArray();
        for (double[] expected :
                List.of(scaled, transposed(decayed), transposed(v), bent, rate, MASK, new double[] {gain(theta)})) {
            assertThat(used.tensors().stream()
                            .map(tensor ->
                                    Arrays.copyOfRange(values, tensor.offset(), tensor.offset() + tensor.size())))
                    .as(Arrays.toString(expected))
                    .anyMatch(found -> agree(found, expected));
        }
    }

    private static double gain(double[] theta) {
        return 2 * theta[theta.length - 1] - 1;
    }

    /** A vector of length 1 that meets the state may be spread over it. */
    private static boolean agree(double[] found, double[] expected) {
        boolean spread = expected.length == 1 && found.length == H;
        if (found.length != expected.length && !spread) {
            return false;
        }
        for (int i = 0; i < found.length; i++) {
            if (Math.abs(found[i] - expected[spread ? 0 : i]) > 1e-12) {
                return false;
            }
        }
        return true;
    }

    private static double[] transposed(double[] matrix) {
        double[] result = new double[H * H];
        for (int i = 0; i < H * H; i++) {
            result[i] = matrix[i % H * H + i / H];
        }
        return result;
    }

    private static double[] moved(WeightMap weights, double[] theta, int element, double by) {
        double[] moved = theta.clone();
        moved[element] += by;
        return weights.values(moved);
    }
}
