package io.ntk.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({"1%, 0.01", "0.1 %, 0.001", "-5%, -0.05", "12.5%, 0.125", "1e-3, 0.001", "Infinity, Infinity", "7, 7"})
    void readsNumbers(String text, double value) {
        assertThat(NumberText.real(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "ten", "1e9%", "1,5", "1 0"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> NumberText.real(text))
                .isInstanceOf(NtkException.class)
                .hasMessageStartingWith("'" + text + "' is not a number. ");
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "1e3, 1000", "1.0, 1", "-3, -3", "+7, 7", "9223372036854775807, 9223372036854775807"})
    void readsWholeNumbers(String text, long value) {
        assertThat(NumberText.whole(text, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(value);
    }

    /** Some of them have a billion digits. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "ten", "1.5", "1e-1", "1e999999999", "1e-999999999", "9223372036854775808", "1%", "NaN"})
    void refusesWhatIsNotWhole(String text) {
        assertThatThrownBy(() -> NumberText.whole(text, Long.MIN_VALUE, Long.MAX_VALUE))
                .isInstanceOf(NtkException.class)
                .hasMessageStartingWith("'" + text + "' is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11"})
    void refusesWhatIsOutOfRange(String text) {
        assertThatThrownBy(() -> NumberText.whole(text, 1, 10))
                .hasMessage("'" + text + "' is not a whole number from 1 to 10. Give one in that range.");
    }
}
