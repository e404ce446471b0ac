package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArrayWriterTest {
    @TempDir
    Path folder;

    private static NumericArray array(String name, Integer... shape) {
        double[] values = new double[Stream.of(shape).reduce(1, Math::multiplyExact)];
        Arrays.setAll(values, i -> (i - 2) * 0.625);
        return new NumericArray(name, List.of(shape), values);
    }

    @ParameterizedTest
    @CsvSource({"x.npz,FLOAT32", "x.npz,FLOAT64", "x.safetensors,FLOAT32", "x.safetensors,FLOAT64", "x.NPZ,FLOAT64"})
    void whatIsWrittenIsRead(String name, Precision precision) {
        Path file = folder.resolve(name);
        List<NumericArray> arrays = List.of(
                array("a.weight", 3, 5),
                array("scalar"),
                array("empty", 0, 4),
                array("\u03b8/\"quoted\"", 2, 1, 7),
                array("long", 20_001));
        ArrayWriter.write(file, arrays, precision);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.names()).containsExactly("a.weight", "scalar", "empty", "\u03b8/\"quoted\"", "long");
            for (NumericArray array : arrays) {
                NumericArray read = opened.read(array.name());
                assertThat(opened.info(array.name()).dtype()).isEqualTo(precision.label());
                assertThat(read.shape()).isEqualTo(array.shape());
                assertThat(read.values()).containsExactly(array.values());
            }
        }
    }

    @Test
    void stringsBesideArraysAreReadIfTheyAreOursAndShort() {
        Path file = folder.resolve("x.safetensors");
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt", "ntk.long", "x".repeat(1001)));
        for (int i = 0; i < 101; i++) {
            metadata.put("ntk." + (1000 + i), "\"\u03b1\" " + i);
        }
        ArrayWriter.write(file, List.of(array("x", 3)), Precision.FLOAT64, metadata);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.readSingle().values())
                    .containsExactly(array("x", 3).values());
            assertThat(opened.metadata())
                    .hasSize(100)
                    .containsEntry("ntk.1007", "\"\u03b1\" 7")
                    .doesNotContainKeys("format", "ntk.long", "ntk.1100");
        }
        assertThatThrownBy(() ->
                        ArrayWriter.write(folder.resolve("x.npz"), List.of(array("x", 3)), Precision.FLOAT64, metadata))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("cannot hold metadata. Use .safetensors.");
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32", "FLOAT64"})
    void npyHoldsOneArray(Precision precision) {
        Path file = folder.resolve("x.npy");
        ArrayWriter.write(file, array("inputs", 2, 3), precision);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.info("x")).isEqualTo(new ArrayInfo("x", precision.label(), List.of(2L, 3L)));
            assertThat(opened.readSingle().values())
                    .containsExactly(array("x", 2, 3).values());
        }
    }

    @Test
    void npyIsWrittenAsNumpyWritesIt() throws IOException {
        Path file = folder.resolve("x.npy");
        ArrayWriter.write(file, array("x", 2, 3), Precision.FLOAT64);
        byte[] numpys = Files.readAllBytes(Fixtures.resource("version1.npy"));
        // This is the size of the file without the values.
        assertThat(Arrays.copyOf(Files.readAllBytes(file), 128)).isEqualTo(Arrays.copyOf(numpys, 128));
    }

    @Test
    void safetensorsAreAligned() throws IOException {
        Path file = folder.resolve("x.safetensors");
        ArrayWriter.write(file, array("x", 1), Precision.FLOAT32);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .isEqualTo("8\0\0\0\0\0\0\0{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                        + "  \0\0\u00a0\u00bf");
    }

    @ParameterizedTest
    @CsvSource({"x.npz", "x.npy", "x.safetensors"})
    void theSameArraysGiveTheSameBytesAndNoOtherFiles(String name) throws IOException {
        Path file = folder.resolve(name);
        ArrayWriter.write(file, array("x", 3), Precision.FLOAT64);
        byte[] first = Files.readAllBytes(file);
        ArrayWriter.write(file, array("x", 3), Precision.FLOAT64);
        assertThat(file).hasBinaryContent(first);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatWasThereStaysIfWritingFails() throws IOException {
        // A file cannot replace a folder that is not empty, which fails only after everything is written.
        Path target = Files.createDirectory(folder.resolve("x.npz"));
        Path kept = Files.createFile(target.resolve("kept"));
        assertThatThrownBy(() -> ArrayWriter.write(target, array("x", 3), Precision.FLOAT64))
                .hasMessageStartingWith("File '" + target + "' cannot be written (")
                .hasMessageEndingWith(
                        ". Check that its folder exists and may be written, and that the disk is not full.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.FILE_UNWRITABLE);
        assertThat(kept).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(
                        "x.txt",
                        List.of(array("x", 1)),
                        "has an extension that is not an array format. Use .npy, .npz or .safetensors."),
                arguments(
                        "x.npy",
                        List.of(array("x", 1), array("y", 1)),
                        "would have to hold 2 arrays, and .npy holds one. Use .npz."),
                arguments("x.npy", List.of(), "would have to hold 0 arrays, and .npy holds one. Use .npz."),
                arguments(
                        "x.npz",
                        List.of(array("x", 1), array("x", 2)),
                        "cannot hold two arrays named 'x'. Give each array its own name."),
                arguments("x.npz", List.of(array("../x", 1)), "cannot hold an array named '../x'. Use a plainer name."),
                arguments("x.npz", List.of(array("", 1)), "cannot hold an array named ''. Use a plainer name."),
                arguments(
                        "x.safetensors",
                        List.of(array("__metadata__", 1)),
                        "cannot hold an array named '__metadata__'. Use a plainer name."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatAFormatCannotHoldIsRefused(String name, List<NumericArray> arrays, String predicate) {
        Path file = folder.resolve(name);
        assertRefused(
                () -> ArrayWriter.write(file, arrays, Precision.FLOAT64),
                ErrorId.INVALID_ARGUMENT,
                "File '" + file + "' " + predicate);
    }

    @Test
    void numbersBeyondFloat32AreNotMadeInfinite() {
        NumericArray large = new NumericArray("x", List.of(2), new double[] {Double.NaN, 1e39});
        assertRefused(
                () -> ArrayWriter.write(folder.resolve("x.npz"), large, Precision.FLOAT32),
                ErrorId.INVALID_ARGUMENT,
                "Array 'x' holds 1.0E39, which float32 cannot hold. Write it as float64.");
    }
}
