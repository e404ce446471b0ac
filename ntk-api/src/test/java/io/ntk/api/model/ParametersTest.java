package io.ntk.api.model;

import static io.ntk.api.ErrorId.NON_FINITE;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.ErrorId.UNKNOWN_PARAMETER;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final ParameterLayout LAYOUT =
            ParameterLayout.builder().weight("w", 2, 3).vector("b", 2).build();

    @Test
    void flatAndNamedValuesAgree() {
        double[] flat = {1, 2, 3, 4, 5, 6, 7, 8};
        Parameters parameters = Parameters.of(LAYOUT, flat);
        Map<String, double[]> tensors =
                Map.of("b", new double[] {7, 8}, "other", new double[1], "w", new double[] {1, 2, 3, 4, 5, 6});
        assertThat(parameters.toArray()).isEqualTo(flat);
        assertThat(parameters.tensor("b")).containsExactly(7, 8);
        assertThat(parameters.tensor("w")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(parameters.layout()).isSameAs(LAYOUT);
        assertThat(Parameters.of(LAYOUT, tensors).toArray()).isEqualTo(flat);
    }

    @Test
    void nobodyElseCanChangeThem() {
        double[] flat = {1, 2, 3, 4, 5, 6, 7, 8};
        Parameters parameters = Parameters.of(LAYOUT, flat);
        flat[0] = 99;
        parameters.toArray()[1] = 99;
        parameters.tensor("w")[2] = 99;
        assertThat(parameters.toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void wrongLengthsAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "The parameter vector has 7 elements, but the layout needs 8. The layout is: w[2, 3], b[2].",
                () -> Parameters.of(LAYOUT, new double[7]));
        assertRefused(
                SHAPE_MISMATCH,
                "Parameter tensor 'b' has 3 elements, but the model needs shape [2]. "
                        + "Check that the checkpoint belongs to this cell and these sizes.",
                () -> Parameters.of(LAYOUT, Map.of("w", new double[6], "b", new double[3])));
    }

    @Test
    void missingTensorsAreRefused() {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        tensors.put("w", new double[6]);
        tensors.put("bias", new double[2]);
        assertRefused(
                UNKNOWN_PARAMETER,
                "No values were given for parameter tensor 'b' of shape [2]. The given tensors are: w, bias.",
                () -> Parameters.of(LAYOUT, tensors));
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
        String remedy = " Check the checkpoint; a diverged training run leaves such values.";
        assertRefused(
                NON_FINITE,
                "Parameter tensor 'w' is NaN at index [1, 2]." + remedy,
                () -> Parameters.of(LAYOUT, new double[] {1, 2, 3, 4, 5, Double.NaN, 7, 8}));
        assertRefused(
                NON_FINITE,
                "Parameter tensor 'b' is -Infinity at index [1]." + remedy,
                () -> Parameters.of(
                        LAYOUT, Map.of("w", new double[6], "b", new double[] {0, Double.NEGATIVE_INFINITY})));
    }
}
