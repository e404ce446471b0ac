package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static io.ntk.io.arrays.Fixtures.dictionary;
import static io.ntk.io.arrays.Fixtures.npy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest {
    private static final String DAMAGED = "Copy or write the file again; it may have been cut short or altered.";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.npy");
    }

    private NumericArray read(byte[] content) throws IOException {
        Files.write(file, content);
        try (ArrayFile opened = ArrayFile.open(file)) {
            return opened.readSingle();
        }
    }

    private void assertMalformed(byte[] content, String predicate) {
        assertRefused(() -> read(content), ErrorId.FILE_FORMAT, "File '" + file + "' " + predicate + ". " + DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionIsRead(int version) {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("version" + version + ".npy"))) {
            assertThat(opened.names()).containsExactly("version" + version);
            NumericArray array = opened.readSingle();
            assertThat(array.shape()).containsExactly(2, 3);
            assertThat(array.values()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void headersInUtf8AreUnderstood() {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("unicode_fields.npy"))) {
            assertThat(opened.info("unicode_fields").dtype()).isEqualTo("structured");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                "{\"shape\":(2L,),\"descr\":\"<f8\",\"fortran_order\":False}",
                "  {  'fortran_order' : False , 'shape' : ( 2 , ) , 'descr' : '<f8' }  \n",
                "{'descr': '<f8', 'fortran_order': True, 'shape': (2,)}",
            })
    void anySpellingOfTheDictionaryIsRead(String dictionary) throws IOException {
        assertThat(read(npy(dictionary, new byte[16])).values()).containsExactly(0, 0);
    }

    @Test
    void oneByteTypesNeedNoByteOrder() throws IOException {
        assertThat(read(npy(dictionary("u1", "(2,)"), new byte[] {1, -1})).values())
                .containsExactly(1, 255);
    }

    @Test
    void largeArraysAreReadPieceByPiece() {
        double[] values = new double[100_001];
        Arrays.setAll(values, i -> i / 3.0);
        ArrayWriter.write(file, new NumericArray("x", List.of(100_001), values), Precision.FLOAT64);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.readSingle().values()).containsExactly(values);
        }
    }

    static Stream<Arguments> badHeaders() {
        String noDictionary = "has an NPY header that is no Python dictionary: ";
        String keys = "has an NPY header without exactly the keys descr, fortran_order and shape";
        String shape = "has an NPY header whose shape is not a tuple of whole numbers";
        String order = "has an NPY header whose fortran_order is neither True nor False";
        String inner = "{'descr': '<f8', 'fortran_order': False, 'shape': ";
        return Stream.of(
                arguments("", noDictionary + "at character 0, expected more"),
                arguments("[1, 2]", keys),
                arguments("{'descr': '<f8'}", keys),
                arguments(inner + "(2,), 'extra': 1}", keys),
                arguments(
                        inner + "(2,), 'shape': (3,)}",
                        noDictionary + "at character 56, expected a key that is not there already"),
                arguments(inner + "(2,)} x", noDictionary + "at character 56, expected the end"),
                arguments(inner + "(2,)", noDictionary + "at character 54, expected more"),
                arguments(
                        inner + "__import__('os')}",
                        noDictionary + "at character 50, expected a whole number below 2^63, True or False"),
                arguments(
                        inner + "(1e3,)}",
                        noDictionary + "at character 51, expected a whole number below 2^63, True or False"),
                arguments(inner + "(2.0,)}", noDictionary + "at character 52, expected ',' or ')'"),
                arguments(
                        inner + "(9223372036854775808,)}",
                        noDictionary + "at character 51, expected a whole number below 2^63, True or False"),
                arguments(inner + "(".repeat(40), noDictionary + "at character 82, expected less nesting"),
                arguments(inner + "[2]}", shape),
                arguments(inner + "(2)}", shape),
                arguments(inner + "(True,)}", shape),
                arguments(inner + "('2',)}", shape),
                arguments("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}", order),
                arguments(inner + "(-1,)}", "declares shape [-1], which has a negative size"),
                arguments(inner + "(" + "1,".repeat(65) + ")}", "declares 65 axes; at most 64 are possible"),
                arguments(
                        inner + "(4294967296, 4294967296)}",
                        "declares shape [4294967296, 4294967296], which has more than 2^63 elements"),
                arguments(
                        inner + "(2305843009213693952,)}",
                        "declares float64 [2305843009213693952], which takes more than 2^63 bytes"),
                arguments(
                        inner + "(1000000, 1000000)}",
                        "declares float64 [1000000, 1000000], which takes 8000000000000 bytes, but 16 follow its header"),
                arguments(inner + "(3,)}", "declares float64 [3], which takes 24 bytes, but 16 follow its header"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void badHeadersAreRefused(String dictionary, String predicate) {
        assertMalformed(npy(dictionary, new byte[16]), predicate);
    }

    @Test
    void bytesAfterTheArrayAreRefused() {
        assertRefused(
                () -> read(npy("<f8", "(2,)", 24)),
                ErrorId.FILE_FORMAT,
                "File '" + file + "' declares float64 [2], which takes 16 bytes, but 24 follow its header."
                        + " Save several arrays with numpy.savez, or each in its own file.");
    }

    @Test
    void unknownVersionsAreRefused() {
        byte[] content = npy("<f8", "(2,)", 16);
        content[6] = 4;
        assertRefused(
                () -> read(content),
                ErrorId.FILE_FORMAT,
                "File '" + file + "' has version 4.0 of NPY; versions 1.0, 2.0 and 3.0 are known."
                        + " Save it again with numpy.save or numpy.savez.");
    }

    @Test
    void hugeHeadersAreRefusedBeforeTheyAreRead() {
        byte[] content = npy("<f8", "(2,)", 16);
        content[6] = 2;
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -2);
        assertMalformed(content, "claims an NPY header of 4294967294 bytes; at most 1048576 are read");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = npy("<f8", "(2,)", 16);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            String predicate;
            if (length == 0) {
                predicate = "is empty";
            } else if (length < 6) {
                continue;
            } else if (length < whole.length - 16) {
                predicate = "ends too early";
            } else {
                predicate = "declares float64 [2], which takes 16 bytes, but " + (length - whole.length + 16)
                        + " follow its header";
            }
            assertMalformed(part, predicate);
        }
    }

    static Stream<Arguments> refusedTypes() {
        String asFloat = " Save it as numbers, for instance with numpy.asarray(x, dtype='float64').";
        return Stream.of(
                arguments("objects", "'|O': pickled Python objects, which ntk does not read." + asFloat),
                arguments("text", "'<U3': text, which ntk does not read." + asFloat),
                arguments("bytestrings", "'|S3': text, which ntk does not read." + asFloat),
                arguments("dates", "'<M8[D]': dates or times, which ntk does not read." + asFloat),
                arguments(
                        "longdoubles",
                        "'<f16': floating-point numbers of a size that depends on the machine, which ntk does not read."
                                + asFloat),
                arguments(
                        "complexes",
                        "'<c16': complex numbers, which ntk does not read."
                                + " Save the parts as two arrays, x.real and x.imag."),
                arguments(
                        "records",
                        "'structured': records of several fields, which ntk does not read."
                                + " Save each field as a separate array, as in x['field']."),
                arguments(
                        "bfloats",
                        "'<V2': raw bytes, which ntk does not read. NumPy saves bfloat16 as raw bytes: save x.astype('float32') instead, or use safetensors."));
    }

    @ParameterizedTest
    @MethodSource("refusedTypes")
    void otherTypesAreRefusedByNameButDoNotSpoilTheirFile(String name, String reason) {
        Path archive = Fixtures.resource("refused.npz");
        try (ArrayFile opened = ArrayFile.open(archive)) {
            assertThat(opened.read("numbers").values()).containsExactly(0, 1, 2);
            assertRefused(
                    () -> opened.read(name),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array '" + name + "' of '" + archive + "' has dtype " + reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f8", "=f8", "|i4"})
    void numbersOfUnknownByteOrderAreRefused(String descr) {
        assertRefused(
                () -> read(npy(descr, "(1,)", 8)),
                ErrorId.UNSUPPORTED_DTYPE,
                "File '" + file + "' has dtype '" + descr + "': numbers of unknown byte order, which ntk does not read."
                        + " Save it with a byte order, '<' or '>', in its dtype.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<", "<x8", "<f3", "zz"})
    void nonsenseTypesAreRefused(String descr) {
        assertThatThrownBy(() -> read(npy(descr, "(1,)", 8)))
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.UNSUPPORTED_DTYPE);
    }

    @Test
    void moreElementsThanJavaCanHoldAreRefused() throws IOException {
        Fixtures.writeSparse(file, npy("|u1", "(3000000000,)", 0), 2_999_999_999L, new byte[1]);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.info("x").shape()).containsExactly(3_000_000_000L);
            assertRefused(
                    opened::readSingle,
                    ErrorId.OUT_OF_MEMORY,
                    "File '" + file
                            + "' has shape [3000000000]; an array of more than 2147483639 elements does not fit in"
                            + " Java. Split it into several arrays.");
        }
    }

    @Test
    void moreMemoryThanJavaHasIsRefused() throws IOException {
        long elements = 2_000_000_000;
        Fixtures.writeSparse(file, npy("|u1", "(" + elements + ",)", 0), elements - 1, new byte[1]);
        assertThat(Runtime.getRuntime().maxMemory()).as("memory of the tests").isLessThan(8 * elements);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertRefused(
                    opened::readSingle,
                    ErrorId.OUT_OF_MEMORY,
                    "File '" + file + "' takes 16000000000 bytes as float64, more than is free in the "
                            + Runtime.getRuntime().maxMemory()
                            + " that Java may use. Give Java more memory, for instance with -Xmx, or use a smaller array.");
        }
    }
}
