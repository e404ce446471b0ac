package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservableTest {
    @ParameterizedTest
    @CsvSource({
        "states, STATES, false, false",
        "final-state, FINAL_STATE, false, true",
        "outputs, OUTPUTS, true, false",
        "final-output, FINAL_OUTPUT, true, true",
    })
    void labels(String label, Observable observable, boolean output, boolean last) {
        assertThat(Observable.parse(label)).isEqualTo(observable);
        assertThat(observable.label()).isEqualTo(label);
        assertThat(observable.isOutput()).isEqualTo(output);
        assertThat(observable.isFinal()).isEqualTo(last);
    }

    @Test
    void otherTextIsRefused() {
        assertRefused(
                INVALID_ARGUMENT,
                "Observable 'final_state' is not known. Did you mean 'final-state'? "
                        + "Known are: states, final-state, outputs, final-output.",
                () -> Observable.parse("final_state"));
    }
}
