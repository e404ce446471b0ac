package io.ntk.api;

import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    @ParameterizedTest
    @EnumSource
    void labelsAreParsed(Precision precision) {
        assertThat(Precision.parse(precision.label())).isEqualTo(precision);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Float32", "double", "", "float32 "})
    void otherTextIsRefused(String label) {
        assertRefused(
                ErrorId.INVALID_ARGUMENT,
                "Precision '" + label + "' is not known. Use float32 or float64.",
                () -> Precision.parse(label));
    }

    @Test
    void knowsItsFormat() {
        assertThat(Precision.FLOAT32.bytes()).isEqualTo(4);
        assertThat(Precision.FLOAT64.bytes()).isEqualTo(8);
        assertThat(Precision.FLOAT32.epsilon()).isEqualTo(Math.ulp(1f));
        assertThat(Precision.FLOAT64.epsilon()).isEqualTo(Math.ulp(1.0));
    }
}
