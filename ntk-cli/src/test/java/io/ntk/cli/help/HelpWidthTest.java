package io.ntk.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpWidthTest {
    @ParameterizedTest
    @CsvSource({"1,40", "40,40", "72,72", "120,120", "999999,120"})
    void followsTheTerminalBetweenBounds(String columns, int width) {
        assertThat(HelpWidth.within(HelpWidth.columns(columns))).isEqualTo(width);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "wide", "99999999999"})
    void takesNoNumberForNoTerminal(String columns) {
        assertThat(HelpWidth.within(HelpWidth.columns(columns))).isEqualTo(80);
    }

    @Test
    void isEightyWithoutTerminal() {
        assertThat(HelpWidth.within(OptionalInt.empty())).isEqualTo(80);
        assertThat(HelpWidth.columns(null)).isEmpty();
    }
}
