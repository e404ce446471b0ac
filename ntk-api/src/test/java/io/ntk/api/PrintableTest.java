package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "Θ·v = 3", "gru.npz:before", "it's a \"name\"", "日本語 😀"})
    void whatCanBeSeenIsKept(String text) {
        assertThat(Printable.of(text)).isSameAs(text);
        assertThat(Printable.lines(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({"1b, \\u001b", "0d, \\u000d", "9b, \\u009b", "202e, \\u202e", "2028, \\u2028", "ad, \\u00ad"})
    void whatCannotBeSeenIsEscaped(String code, String shown) {
        String text = "a" + (char) Integer.parseInt(code, 16) + "b";

        assertThat(Printable.of(text)).isEqualTo("a" + shown + "b");
        assertThat(Printable.lines(text + "\n")).isEqualTo("a" + shown + "b\n");
    }

    @Test
    void aNameHasOneLine() {
        assertThat(Printable.of("a\nb\tc")).isEqualTo("a\\u000ab\\u0009c");
        assertThat(Printable.lines("a\nb\tc\r\n")).isEqualTo("a\nb\tc\n");
    }
}
