package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2:5; 2:5",
                "2:; 2:10",
                ":3; 0:3",
                ":; 0:10",
                ":-1; 0:9",
                "-3:; 7:10",
                "-3:-1; 7:9",
                "0,3,5; 0,3,5",
                "4; 4:5",
                "-1; 9:10",
                "0,-1; 0,9",
                "0:10; 0:10"
            })
    void meansWhatPythonMeans(String text, String indices) {
        assertThat(new IndexRange(text).on(10, "steps")).hasToString(indices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0:11; Index 11 of '0:11' is outside the 10 steps. Give indices from -10 to 10.",
                "10; Index 10 of '10' is outside the 10 steps. Give indices from -10 to 9.",
                "-11:; Index -11 of '-11:' is outside the 10 steps. Give indices from -10 to 10.",
                "5:5; The range 5:5 of 10 steps is empty. Give a range whose end is after its begin.",
                "3,0; Index 0 follows index 3. Give indices from 0 on, in ascending order and each once."
            })
    void whatIsNotOnTheAxisIsRefused(String text, String message) {
        assertThatThrownBy(() -> new IndexRange(text).on(10, "steps"))
                .isInstanceOf(NtkException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"a", "''", "1:2:3", "1,,2", "1.5", "99999999999", "1, 2"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> new IndexRange(text))
                .isInstanceOf(NtkException.class)
                .hasMessage("'" + text + "' is no range of indices. Write a range such as 2:10, 5: or :-1, or a list"
                        + " such as 0,3,5.");
    }
}
