package io.ntk.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.io.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void tablesAlignTextLeftAndNumbersRight() {
        Table table = new Table("name", "size", "what").row("a", "7", "x").row("longer", "1234", "");

        assertThat(table.toString()).isEqualTo("name    size  what\na          7  x\nlonger  1234\n");
    }

    @Test
    void tablesAreWrittenInMarkdown() {
        Table table = new Table("name", "size").row("a|b", "7").row("c", "");

        assertThat(table.toMarkdown()).isEqualTo("| name | size |\n| --- | ---: |\n| a\\|b | 7 |\n| c |  |\n");
    }

    @Test
    void tablesCountCharactersBeyondTheBasicPlaneOnce() {
        assertThat(new Table("a", "b").row("𝜃ᵀ", "x").row("zz", "y").toString())
                .isEqualTo("a   b\n𝜃ᵀ  x\nzz  y\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.462993278, 0.462993",
        "1224.574, 1224.57",
        "123456789, 123457000",
        "-3, -3",
        "2.5e-7, 2.50000e-07",
        "3e12, 3.00000e+12"
    })
    void numbersKeepSixDigits(double value, String text) {
        assertThat(Numbers.significant(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5512345678901234, 3.1e-8, 0.551234568",
        "0.5512345678901234, 0.04, 0.551",
        "0.5512345678901234, 7, 0.55",
        "0.5512345678901234, 1e-30, 0.551234567890123",
        "0.5512345678901234, 0, 0.551235",
        "0.5512345678901234, , 0.551235",
        "1224.574, 31, 1225",
        "2.5e-7, 1e-9, 2.500e-07",
        "0, 1e-3, 0"
    })
    void showsTheDigitsThatHold(double value, Double error, String text) {
        OptionalDouble known = error == null ? OptionalDouble.empty() : OptionalDouble.of(error);

        assertThat(Numbers.holding(value, known)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5512, 0.5522, 0.5532, 0.5512 to 0.5532",
        "-0.001234, 0.2, 0.41234, -0.001 to 0.41",
        "0.9999123, 1, 1, 0.999912 to 1",
        "2, 2, 2, 2 to 2",
        "0.9999999999999998, 1, 1, 1 to 1"
    })
    void showsTheEndsOfAnIntervalToThePlaceOfItsValue(double lower, double value, double upper, String text) {
        assertThat(Numbers.interval(lower, value, upper)).isEqualTo(text);
    }

    @Test
    void numbersThatAreNoneAreShown() {
        assertThat(Numbers.significant(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.seconds(0.123456)).isEqualTo("0.123 s");
    }

    @Test
    void jsonEscapesAndKeepsOrder() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("b", "say \"é\"\n");
        object.put("a", Arrays.asList(1, 2.5, null, true));
        object.put("c", Map.of("long", 1L << 40));

        assertThat(new JsonObject().with(object).toString())
                .isEqualTo("{\"b\":\"say \\\"é\\\"\\n\",\"a\":[1,2.5,null,true],\"c\":{\"long\":1099511627776}}");
        assertThat(new JsonObject().with("x", List.of()).toString()).isEqualTo("{\"x\":[]}");
    }

    /** JSON has no name for them, and a string would not be read as a number. */
    @Test
    void jsonHasNullForNumbersThatAreNone() {
        JsonObject json = new JsonObject()
                .with("a", Double.NaN)
                .with("b", new double[] {1.5, Double.POSITIVE_INFINITY})
                .with("c", List.of(Double.NEGATIVE_INFINITY, 2))
                .with("d", OptionalDouble.of(Double.NaN))
                .with("e", Optional.of(Double.NaN));

        assertThat(json.toString()).isEqualTo("{\"a\":null,\"b\":[1.5,null],\"c\":[null,2],\"d\":null,\"e\":null}");
    }
}
