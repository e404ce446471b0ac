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

    /** Tags beyond U+FFFF spell text that nobody sees; each unit of UTF-16 is escaped, as in JSON. */
    @ParameterizedTest
    @CsvSource({"e0001, \\udb40\\udc01", "e0041, \\udb40\\udc41", "e007f, \\udb40\\udc7f", "1d173, \\ud834\\udd73"})
    void whatCannotBeSeenBeyondTheFirstPlaneIsEscaped(String code, String shown) {
        String text = "a" + Character.toString(Integer.parseInt(code, 16)) + "😀";

        assertThat(Printable.of(text)).isEqualTo("a" + shown + "😀");
        assertThat(Printable.lines(text + "\n")).isEqualTo("a" + shown + "😀\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"می\u200cخواهم", "👩\u200d🔬", "❤\ufe0f\u200d🔥", "क्\u200dष"})
    void joinersBetweenWhatCanBeSeenAreKept(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
        assertThat(Printable.lines(text + "\n")).isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%sa", "a%s", "a %sb", "a%s b", "a%s\u202eb", "a%s\u200cb"})
    void joinersElsewhereAreEscaped(String text) {
        assertThat(Printable.of(text.replace("%s", "\u200d")))
                .contains("\\u200d")
                .doesNotContain("\u200d");
        assertThat(Printable.of(text.replace("%s", "\u200c")))
                .contains("\\u200c")
                .doesNotContain("\u200c");
    }

    @Test
    void aNameHasOneLine() {
        assertThat(Printable.of("a\nb\tc")).isEqualTo("a\\u000ab\\u0009c");
        assertThat(Printable.lines("a\nb\tc\r\n")).isEqualTo("a\nb\tc\n");
    }
}
