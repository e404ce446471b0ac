package io.ntk.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
}
