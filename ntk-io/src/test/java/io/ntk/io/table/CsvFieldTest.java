package io.ntk.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFieldTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a.npz", "0.5", "-0.5", "-1.5E-7", "+3", "-Infinity", "NaN", "-", ".5", "-12", "a=b"})
    void numbersAndNamesAreThemselves(String field) {
        assertThat(CsvField.harmless(field)).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+cmd", "-2+3", "@sum(a1)", "=", "-x.npz", "--1"})
    void whatASpreadsheetWouldComputeIsText(String field) {
        assertThat(CsvField.harmless(field)).isEqualTo("'" + field);
        assertThat(CsvField.harmless(CsvField.harmless(field))).isEqualTo("'" + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n=1", "\t=1", "\u001b[2J", "\u202egro"})
    void whatCannotBeSeenIsEscaped(String field) {
        assertThat(CsvField.harmless(field)).contains("\\u").matches("[ -~]*");
    }
}
