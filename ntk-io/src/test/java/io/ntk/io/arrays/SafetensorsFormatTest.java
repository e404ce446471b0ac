package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static io.ntk.io.arrays.Fixtures.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFormatTest {
    private static final String DAMAGED = "Copy or write the file again; it may have been cut short or altered.";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.safetensors");
    }

    private void assertMalformed(byte[] content, String sentence) throws IOException {
        Files.write(file, content);
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                sentence.replace("FILE", "'" + file + "'") + ". " + DAMAGED);
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    /** {@return the header of a file whose only tensor is x} */
    private static String x(String dtype, String shape, String offsets) {
        return "{\"x\":" + tensor(dtype, shape, offsets) + "}";
    }

    @Test
    void scalarsAndEmptyTensorsAreRead() {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("dtypes.safetensors"))) {
            assertThat(opened.read("scalar").shape()).isEmpty();
            assertThat(opened.read("scalar").values()).containsExactly(42);
            assertThat(opened.read("empty").shape()).containsExactly(0, 3);
            assertThat(opened.contains("__metadata__")).isFalse();
        }
    }

    @Test
    void theContentDecidesNotTheExtension() throws IOException {
        Path disguised = folder.resolve("x.npz");
        Files.copy(Fixtures.resource("dtypes.safetensors"), disguised);
        try (ArrayFile opened = ArrayFile.open(disguised)) {
            assertThat(opened.contains("bfloat16")).isTrue();
        }
    }

    @Test
    void float8IsRefusedByName() {
        Path dtypes = Fixtures.resource("dtypes.safetensors");
        try (ArrayFile opened = ArrayFile.open(dtypes)) {
            assertThat(opened.info("float8").dtype()).isEqualTo("F8_E4M3");
            assertRefused(
                    () -> opened.read("float8"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'float8' of '" + dtypes
                            + "' has dtype 'F8_E4M3': 8-bit floating-point numbers, which ntk does not"
                            + " read. Convert it before saving, for instance with tensor.float().");
        }
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() throws IOException {
        String entry = "{\"dtype\":\"F32\",\"later\":{\"a\":[1]},\"shape\":[1],\"data_offsets\":[0,4]}";
        Files.write(file, safetensors("{\"__metadata__\":{\"format\":\"pt\"},\"x\":" + entry + "}   ", 4));
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.readSingle().values()).containsExactly(0);
        }
    }

    static Stream<Arguments> badHeaders() {
        String unclear = "File FILE has a safetensors header that cannot be understood: ";
        return Stream.of(
                arguments(
                        x("F32", "[3]", "[0,8]"),
                        "Array 'x' of FILE declares float32 [3], which takes 12 bytes, but its offsets span 8"),
                arguments(
                        x("F32", "[-2]", "[0,8]"), "Array 'x' of FILE declares shape [-2], which has a negative size"),
                arguments(
                        x("F32", "[4294967296,4294967296]", "[0,8]"),
                        "Array 'x' of FILE declares shape [4294967296, 4294967296], which has more than 2^63 elements"),
                arguments(
                        x("F64", "[1152921504606846976]", "[0,8]"),
                        "Array 'x' of FILE declares float64 [1152921504606846976], which takes more than 2^63 bytes"),
                arguments(
                        x("F32", "[2]", "[0,9]"),
                        "Array 'x' of FILE claims bytes 0 to 9 of data that are 8 bytes long"),
                arguments(
                        x("F32", "[2]", "[8,0]"),
                        "Array 'x' of FILE claims bytes 8 to 0 of data that are 8 bytes long"),
                arguments(
                        x("F32", "[2]", "[-8,0]"),
                        "Array 'x' of FILE claims bytes -8 to 0 of data that are 8 bytes long"),
                arguments(
                        x("F32", "[1]", "[4,8]"),
                        "Array 'x' of FILE claims bytes 4 to 8, but the tensors before it end at 0; safetensors allows neither"
                                + " gaps nor overlaps"),
                arguments(
                        "{\"x\":" + tensor("F32", "[2]", "[0,8]") + ",\"y\":" + tensor("F32", "[1]", "[4,8]") + "}",
                        "Array 'y' of FILE claims bytes 4 to 8, but the tensors before it end at 8; safetensors allows neither"
                                + " gaps nor overlaps"),
                arguments(
                        x("F32", "[1]", "[0,4]"),
                        "File FILE has 4 bytes after its last tensor, which safetensors does not allow"),
                arguments(
                        "{\"x\":" + tensor("F32", "[2]", "[0,8]") + ",\"x\":" + tensor("F32", "[2]", "[0,8]") + "}",
                        unclear + "Duplicate field 'x' at character 57"),
                arguments(
                        "{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F64\"}}",
                        unclear + "Duplicate field 'dtype' at character 27"),
                arguments(
                        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                        unclear + "expected dtype, shape and two data_offsets for 'x' at character 32"),
                arguments(
                        x("F32", "[2]", "[0,4,8]"),
                        unclear + "expected dtype, shape and two data_offsets for 'x' at character 55"),
                arguments(
                        x("F32", "[2.0]", "[0,8]"),
                        unclear + "expected a list of whole numbers for the shape of 'x' at character 32"),
                arguments(
                        x("F32", "2", "[0,8]"),
                        unclear + "expected a list of whole numbers for the shape of 'x' at character 29"),
                arguments("{\"x\":{\"dtype\":7}}", unclear + "expected a string for the dtype of 'x' at character 15"),
                arguments("{\"x\":[]}", unclear + "expected an object for 'x' at character 6"),
                arguments(
                        "{\"__metadata__\":{\"a\":1}}",
                        unclear + "expected only strings in __metadata__ at character 22"),
                arguments("{} {}", unclear + "expected nothing after the object at character 4"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void badHeadersAreRefused(String header, String sentence) throws IOException {
        assertMalformed(safetensors(header, 8), sentence);
    }

    @Test
    void sizesBeyondALongAreRefused() throws IOException {
        Files.write(file, safetensors(x("F32", "[99999999999999999999]", "[0,8]"), 8));
        assertThatThrownBy(() -> ArrayFile.open(file))
                .hasMessageContaining("has a safetensors header that cannot be understood")
                .hasMessageContaining("99999999999999999999");
    }

    @Test
    void headersThatAreNotUtf8AreRefused() throws IOException {
        byte[] content = safetensors(x("F32", "[2]", "[0,8]"), 8);
        content[10] = (byte) 0xff;
        assertMalformed(content, "File FILE has a safetensors header that is not UTF-8");
    }

    @Test
    void headerLengthsAreNotBelieved() throws IOException {
        byte[] content = safetensors(x("F32", "[2]", "[0,8]"), 8);
        ByteBuffer length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(0, 1000);
        assertMalformed(content, "File FILE claims a safetensors header of 1000 bytes, but 62 follow");
        length.putLong(0, 9_000_000_000_000L);
        assertMalformed(
                content, "File FILE claims a safetensors header of 9000000000000 bytes; at most 100000000 are allowed");
        length.putLong(0, -1);
        assertMalformed(
                content,
                "File FILE claims a safetensors header of 18446744073709551615 bytes; at most 100000000 are allowed");
        assertMalformed(new byte[5], "File FILE is too short for safetensors, with 5 bytes");
        length.putLong(0, content.length - 16);
        content[8] = ' ';
        assertMalformed(content, "File FILE has a safetensors header that does not begin with '{'");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = safetensors(x("F32", "[2]", "[0,8]"), 8);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ArrayFile.open(file))
                    .as("%d bytes", length)
                    .extracting(e -> ((NtkException) e).id())
                    .isEqualTo(ErrorId.FILE_FORMAT);
        }
    }

    /** The file has six gigabytes, of which the file system stores one page and the reader touches one. */
    @Test
    void aSmallTensorOfAHugeFileIsReadAlone() throws IOException {
        long large = 6L << 30;
        String header = "{\"large\":" + tensor("F32", "[" + large / 4 + "]", "[0," + large + "]") + ",\"small\":"
                + tensor("F32", "[2]", "[" + large + "," + (large + 8) + "]") + "}";
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .array();
        Fixtures.writeSparse(file, safetensors(header, 0), large, data);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.read("small").values()).containsExactly(1.5, -2);
            assertThat(opened.info("large").shape()).containsExactly(large / 4);
        }
    }
}
