package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenFilesTest {
    @Test
    void listsNamesTypesAndShapesInTheOrderOfTheFile() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("golden/leaky.npz"))) {
            assertThat(file.arrays())
                    .containsExactly(
                            new ArrayInfo("inputs", "float64", List.of(4L, 6L, 3L)),
                            new ArrayInfo("cotangent", "float64", List.of(4L, 6L, 5L)),
                            new ArrayInfo("tangent", "float64", List.of(40L)),
                            new ArrayInfo("states_before", "float64", List.of(4L, 6L, 5L)),
                            new ArrayInfo("states_after", "float64", List.of(4L, 6L, 5L)),
                            new ArrayInfo("vjp_before", "float64", List.of(40L)),
                            new ArrayInfo("jvp_before", "float64", List.of(4L, 6L, 5L)),
                            new ArrayInfo("ntk_apply_before", "float64", List.of(4L, 6L, 5L)),
                            new ArrayInfo("before.weight_ih", "float64", List.of(5L, 3L)),
                            new ArrayInfo("after.weight_ih", "float64", List.of(5L, 3L)),
                            new ArrayInfo("before.weight_hh", "float64", List.of(5L, 5L)),
                            new ArrayInfo("after.weight_hh", "float64", List.of(5L, 5L)));
            assertThat(file.names()).hasSize(12).startsWith("inputs", "cotangent");
            assertThat(file.contains("tangent")).isTrue();
            assertThat(file.contains("tangents")).isFalse();
        }
    }

    /** The states that PyTorch computed follow from the weights only if every value is in its place. */
    @Test
    void weightsAndInputsGiveTheRecordedStates() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("golden/rnn_tanh.npz"))) {
            double[] inputs = file.read("inputs").values();
            double[] weightIh = file.read("before.weight_ih").values();
            double[] weightHh = file.read("before.weight_hh").values();
            double[] biasIh = file.read("before.bias_ih").values();
            double[] biasHh = file.read("before.bias_hh").values();
            NumericArray states = file.read("states_before");
            assertThat(states.shape()).containsExactly(4, 6, 5);

            double[] expected = new double[4 * 6 * 5];
            for (int trial = 0; trial < 4; trial++) {
                for (int step = 0; step < 6; step++) {
                    int at = (trial * 6 + step) * 5;
                    for (int unit = 0; unit < 5; unit++) {
                        double sum = biasIh[unit] + biasHh[unit];
                        for (int k = 0; k < 3; k++) {
                            sum += weightIh[unit * 3 + k] * inputs[(trial * 6 + step) * 3 + k];
                        }
                        for (int k = 0; k < 5 && step > 0; k++) {
                            sum += weightHh[unit * 5 + k] * expected[at - 5 + k];
                        }
                        expected[at + unit] = Math.tanh(sum);
                    }
                }
            }
            // Each of the six contracting steps sums ten terms of order one.
            assertThat(states.values()).containsExactly(expected, within(60 * Math.ulp(1.0)));
        }
    }
}
