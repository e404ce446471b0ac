package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
    @TempDir
    private Path folder = Path.of("");

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("x.json"), json);
    }

    @Test
    void nestedObjectsOfNestedListsAreArrays() throws IOException {
        Path path = write(" {\n\"rnn\": {\"w\": [[1, -2.5], [3e0, 4], [5, 6]], \"é\": [7]}, \"lr\": 1e-3, \"none\": [],"
                + " \"zero\": [[], []], \"name\": \"gru\"}\n");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.arrays())
                    .containsExactly(
                            new ArrayInfo("rnn.w", "float64", List.of(3L, 2L)),
                            new ArrayInfo("rnn.é", "float64", List.of(1L)),
                            new ArrayInfo("lr", "float64", List.of()),
                            new ArrayInfo("none", "float64", List.of(0L)),
                            new ArrayInfo("zero", "float64", List.of(2L, 0L)),
                            new ArrayInfo("name", "text", List.of()));
            assertThat(file.read("rnn.w").values()).containsExactly(1, -2.5, 3, 4, 5, 6);
            assertThat(file.read("rnn.é").values()).containsExactly(7);
            assertThat(file.read("lr").values()).containsExactly(1e-3);
            assertThat(file.read("zero").values()).isEmpty();
        }
    }

    @Test
    void aListAloneIsNamedAfterTheFile() throws IOException {
        NumericArray array = ArrayReference.parse(
                        write("[[1, 2], [3, 4], [5, 6]]").toString())
                .read();
        assertThat(array.name()).isEqualTo("x");
        assertThat(array.shape()).containsExactly(3, 2);
        assertThat(array.values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void longListsAreReadWhole() throws IOException {
        double[] values = IntStream.range(0, 5000).mapToDouble(i -> Math.sin(i)).toArray();
        String list = Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(","));
        assertThat(ArrayReference.parse(write("{\"a\":1,\"x\":[" + list + "]}") + ":x")
                        .read()
                        .values())
                .containsExactly(values);
    }

    @Test
    void numbersThatAreNotFiniteAreReadAndNamed() throws IOException {
        Path path = write("{\"w\": [[1, NaN], [-Infinity, 2]]}");
        NumericArray array = ArrayReference.parse(path + ":w").read();
        assertThat(array.values()).containsExactly(1, Double.NaN, Double.NEGATIVE_INFINITY, 2);
        assertRefused(
                array::requireFinite,
                ErrorId.NON_FINITE,
                "Array 'w' of '" + path
                        + "' holds NaN at index [0, 1]. Look at the run that wrote it: training may have"
                        + " diverged.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 2], [3]]     | lists of uneven length: that at [1] has 1 elements and those before it 2",
                "[[[1], [2, 3]]]   | lists of uneven length: that at [0, 1] has 2 elements and those before it 1",
                "[[1], []]         | lists of uneven length: that at [1] has 0 elements and those before it 1",
                "[[1], 2]          | a list that holds numbers and lists side by side, at [1]",
                "[1, [2]]          | a list that holds numbers and lists side by side, at [1]",
                "[1, \"a\"]        | a list that holds 'a' at [1]",
                "[1, null]         | a list that holds 'null' at [1]",
                "[{\"a\": 1}]      | a list that holds an object at [0]",
            })
    void whatIsNoArrayIsRefusedWithTheIndexWhenItIsRead(String list, String what) throws IOException {
        Path path = write("{\"good\": [1], \"w\": " + list + ", \"last\": [2]}");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.read("last").values()).containsExactly(2);
            assertRefused(
                    () -> file.read("w"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'w' of '" + path + "' has dtype 'list': " + what
                            + ", which ntk does not read. Write an array"
                            + " as lists of numbers, one list for each row.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": [1, 2}", "{\"a\": [1", "{\"a\": 1} 2", "{\"a\": 1, \"a\": 2}", "{\"a\" 1}", "{"})
    void damagedFilesAreRefused(String json) throws IOException {
        Path path = write(json);
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path))
                        .id())
                .isEqualTo(ErrorId.FILE_FORMAT);
    }

    @Test
    void depthIsBounded() throws IOException {
        Path path = write("{\"a\":".repeat(100_000));
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path)))
                .hasMessageContaining("depth");
        Path lists = write("{\"a\":" + "[".repeat(100_000));
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(lists)))
                .hasMessageContaining("depth");
    }
}
