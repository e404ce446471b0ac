package io.ntk.api.cell;

import static io.ntk.api.ErrorId.CELL_DEFINITION;
import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.UNKNOWN_PARAMETER;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .weight("weight_ih", 4, 3)
            .vector("bias", 4)
            .weight("weight_hh", 4, 4)
            .build();

    @Test
    void tensorsFollowOneAnother() {
        assertThat(LAYOUT.tensors())
                .containsExactly(
                        new ParameterTensor("weight_ih", List.of(4, 3), 0),
                        new ParameterTensor("bias", List.of(4), 12),
                        new ParameterTensor("weight_hh", List.of(4, 4), 16));
        assertThat(LAYOUT.size()).isEqualTo(32);
        assertThat(LAYOUT.names()).containsExactly("weight_ih", "bias", "weight_hh");
        assertThat(LAYOUT).hasToString("weight_ih[4, 3], bias[4], weight_hh[4, 4]");
    }

    @Test
    void tensorsKnowTheirSizes() {
        assertThat(LAYOUT.tensor("weight_ih"))
                .returns(4, ParameterTensor::rows)
                .returns(3, ParameterTensor::columns)
                .returns(12, ParameterTensor::size);
        assertThat(LAYOUT.tensor("bias"))
                .returns(4, ParameterTensor::rows)
                .returns(1, ParameterTensor::columns)
                .returns(4, ParameterTensor::size);
    }

    @Test
    void unknownTensorsAreRefused() {
        assertThat(LAYOUT.contains("bias")).isTrue();
        assertThat(LAYOUT.contains("bais")).isFalse();
        assertRefused(
                UNKNOWN_PARAMETER,
                "Parameter tensor 'bais' does not exist. "
                        + "Did you mean 'bias'? Known are: weight_ih, bias, weight_hh.",
                () -> LAYOUT.tensor("bais"));
    }

    @Test
    void filteringPacks() {
        ParameterLayout weights = LAYOUT.filter(name -> name.startsWith("weight"));
        assertThat(weights).hasToString("weight_ih[4, 3], weight_hh[4, 4]");
        assertThat(weights.tensor("weight_hh").offset()).isEqualTo(12);
        assertThat(weights.size()).isEqualTo(28);
        assertThat(LAYOUT.filter(name -> false).size()).isZero();
    }

    @Test
    void renamingKeepsPlaces() {
        ParameterLayout renamed = LAYOUT.renamed(name -> name + "_l1");
        assertThat(renamed).hasToString("weight_ih_l1[4, 3], bias_l1[4], weight_hh_l1[4, 4]");
        assertThat(renamed.tensor("bias_l1").offset()).isEqualTo(12);
        assertRefused(
                CELL_DEFINITION,
                "Parameter tensor 'same' is declared twice. Give every tensor of a layout its own name.",
                () -> LAYOUT.renamed(name -> "same"));
    }

    @Test
    void layoutsFollowOneAnother() {
        ParameterLayout both = LAYOUT.followedBy(LAYOUT.renamed(name -> "next_" + name));
        assertThat(both.size()).isEqualTo(64);
        assertThat(both.tensor("next_bias").offset()).isEqualTo(44);
        assertRefused(
                CELL_DEFINITION,
                "Parameter tensor 'weight_ih' is declared twice. Give every tensor of a layout its own name.",
                () -> LAYOUT.followedBy(LAYOUT));
    }

    @Test
    void badShapesAreRefused() {
        assertRefused(
                INVALID_ARGUMENT,
                "Parameter tensor 'w' has shape [0, 3]. Every size must be at least 1.",
                () -> ParameterLayout.builder().weight("w", 0, 3));
        assertRefused(
                INVALID_ARGUMENT,
                "Parameter tensor 'b' has shape [-1]. Every size must be at least 1.",
                () -> ParameterLayout.builder().vector("b", -1));
        assertThatThrownBy(() -> ParameterLayout.builder().weight("w", 1 << 16, 1 << 16))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void layoutsAreEqualByContents() {
        ParameterLayout same = LAYOUT.renamed(name -> name);
        assertThat(same).isEqualTo(LAYOUT).hasSameHashCodeAs(LAYOUT);
        assertThat(LAYOUT.filter(name -> !name.equals("bias"))).isNotEqualTo(LAYOUT);
    }

    /** What is built does not change when the builder goes on. */
    @Test
    void buildersMayGoOn() {
        ParameterLayout.Builder builder = ParameterLayout.builder().vector("a", 2);
        ParameterLayout first = builder.build();
        builder.vector("b", 3);
        assertThat(first).hasToString("a[2]");
        assertThat(first.size()).isEqualTo(2);
    }
}
