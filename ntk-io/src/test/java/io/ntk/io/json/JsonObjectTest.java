package io.ntk.io.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonObjectTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(null, "null"),
                Arguments.of(Optional.empty(), "null"),
                Arguments.of(OptionalDouble.of(0.25), "0.25"),
                Arguments.of(Double.NaN, "null"),
                Arguments.of(new double[] {1.5, Double.NEGATIVE_INFINITY}, "[1.5,null]"),
                Arguments.of(Arrays.asList(1, null, 2L), "[1,null,2]"),
                Arguments.of(Map.of("a", List.of(true, "\"")), "{\"a\":[true,\"\\\"\"]}"),
                Arguments.of(new JsonObject().with("b", "c"), "{\"b\":\"c\"}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writeEveryKindOfValue(@Nullable Object value, String json) {
        assertEquals("{\"x\":" + json + "}", new JsonObject().with("x", value).toString());
    }

    @Test
    void takeWhatWasWrittenBefore() {
        String written = new JsonObject().with("b", "\u00e9\n").toString();
        assertEquals(
                "{\"a\":" + written + ",\"c\":1}",
                new JsonObject().withJson("a", written).with("c", 1).toString());
    }

    @Test
    void refuseNumbersThatWouldLoseDigits() {
        JsonObject fraction = new JsonObject().with("x", new BigDecimal("0.5"));
        assertThrows(IllegalArgumentException.class, fraction::toString);
        JsonObject narrow = new JsonObject().with("x", 0.5f);
        assertThrows(IllegalArgumentException.class, narrow::toString);
    }
}
