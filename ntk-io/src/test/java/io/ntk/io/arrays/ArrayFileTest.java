package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFileTest {
    private static final Path GOLDEN = Fixtures.resource("golden/leaky.npz");

    @TempDir
    Path folder;

    @Test
    void missingFilesAreNamedWithTheClosestNeighbour() throws IOException {
        Files.createFile(folder.resolve("weights.npz"));
        Path file = folder.resolve("wieghts.npz");
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_NOT_FOUND,
                "File '" + file + "' does not exist. Did you mean 'weights.npz'? Check the path.");
        Path elsewhere = folder.resolve("no/such/a.npz");
        assertRefused(
                () -> ArrayFile.open(elsewhere),
                ErrorId.FILE_NOT_FOUND,
                "File '" + elsewhere + "' does not exist, nor does its folder. Check the path.");
    }

    @Test
    void foldersAreRefused() {
        assertRefused(
                () -> ArrayFile.open(folder),
                ErrorId.FILE_UNREADABLE,
                "File '" + folder + "' is not a regular file. Give the path of a file of arrays.");
    }

    @Test
    void missingArraysAreNamedWithTheClosestAndThoseThereAre() {
        try (ArrayFile file = ArrayFile.open(GOLDEN)) {
            assertRefused(
                    () -> file.read("inptus"),
                    ErrorId.ARRAY_NOT_FOUND,
                    "File '" + GOLDEN + "' holds no array named 'inptus'. Did you mean 'inputs'? It holds 'inputs',"
                            + " 'cotangent', 'tangent', 'states_before', 'states_after', 'vjp_before', 'jvp_before',"
                            + " 'ntk_apply_before' and 4 more.");
            assertRefused(
                    () -> file.info("x".repeat(10_000)),
                    ErrorId.ARRAY_NOT_FOUND,
                    "File '" + GOLDEN + "' holds no array named '" + "x".repeat(160) + "...'. It holds 'inputs',"
                            + " 'cotangent', 'tangent', 'states_before', 'states_after', 'vjp_before', 'jvp_before',"
                            + " 'ntk_apply_before' and 4 more.");
        }
    }

    /** A file of MATLAB may hold texts beside its numbers. */
    @Test
    void theOnlyArrayOfNumbersNeedsNoName() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("formats/inputs.mat"))) {
            assertThat(file.names()).containsExactly("inputs", "label");
            assertThat(file.readSingle().shape()).containsExactly(4, 6, 3);
            assertThat(file.isOfMatlab()).isTrue();
        }
    }

    @Test
    void severalArraysNeedAName() {
        try (ArrayFile file = ArrayFile.open(GOLDEN)) {
            assertRefused(
                    file::readSingle,
                    ErrorId.ARRAY_NOT_FOUND,
                    "File '" + GOLDEN
                            + "' holds 12 arrays and none was named. Name one, as in FILE:NAME. It holds 'inputs',"
                            + " 'cotangent', 'tangent', 'states_before', 'states_after', 'vjp_before', 'jvp_before',"
                            + " 'ntk_apply_before' and 4 more.");
        }
    }

    @Test
    void theOnlyArrayNeedsNone() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("one.npz"))) {
            assertThat(file.readSingle().name()).isEqualTo("only");
            assertThat(file).hasToString(file.path().toString());
        }
    }

    @Test
    void nothingIsReadAfterClosing() {
        ArrayFile file = ArrayFile.open(GOLDEN);
        NumericArray kept = file.read("tangent");
        file.close();
        assertThatCode(file::close).doesNotThrowAnyException();
        assertThat(kept.values()).hasSize(40);
        assertRefused(
                () -> file.read("tangent"),
                ErrorId.CLOSED,
                "File '" + GOLDEN + "' was closed before 'tangent' was read. Open it again.");
    }

    @Test
    void severalThreadsReadAtOnce() {
        double[] values = new double[200_000];
        Arrays.setAll(values, i -> i);
        List<NumericArray> arrays = IntStream.range(0, 8)
                .mapToObj(i -> new NumericArray("a" + i, List.of(200_000), values))
                .toList();
        for (String name : List.of("x.npz", "x.safetensors")) {
            Path path = folder.resolve(name);
            ArrayWriter.write(path, arrays, Precision.FLOAT64);
            try (ArrayFile file = ArrayFile.open(path)) {
                assertThat(file.names().parallelStream().map(file::read))
                        .hasSize(8)
                        .allMatch(array -> Arrays.equals(array.values(), values));
            }
        }
    }

    @Test
    void filesThatShrinkWhileOpenAreRefused() throws IOException {
        Path path = folder.resolve("x.npy");
        ArrayWriter.write(path, new NumericArray("x", List.of(1000), new double[1000]), Precision.FLOAT64);
        try (ArrayFile file = ArrayFile.open(path);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(4000);
            assertRefused(
                    file::readSingle,
                    ErrorId.FILE_FORMAT,
                    "File '" + path + "' ends too early. Copy or write the file again; it may have been cut short or"
                            + " altered.");
        }
    }

    @Test
    void namesInMessagesCannotForgeLines() throws IOException {
        String header = "{\"a\\nb\u202e\":{\"dtype\":\"F8_X\",\"shape\":[0],\"data_offsets\":[0,0]}}";
        Path path = Files.write(folder.resolve("x.safetensors"), Fixtures.safetensors(header, 0));
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    file::readSingle,
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'a\\u000ab\\u202e' of '" + path
                            + "' has dtype 'F8_X': 8-bit floating-point numbers, which ntk"
                            + " does not read. Convert it before saving, for instance with tensor.float().");
        }
    }
}
