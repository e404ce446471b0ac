package io.ntk.cli.fuzz;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import io.ntk.tck.fuzz.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The readers of files of arrays. */
public final class ArrayFiles implements Target {
    /** Written by NumPy and the safetensors library, for the tests of the reader. */
    private static final Path WRITTEN =
            Path.of("..", "ntk-io", "src", "test", "resources", "io", "ntk", "io", "arrays");
    /** Buffers, the tables of the readers and the objects of messages, whatever the file. */
    private static final long FIXED_BYTES = 4 << 20;
    /** What the readers may take beside the numbers that they return. */
    private static final long EACH_BYTE = 4;

    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "9223372036854775807",
            "18446744073709551616",
            "4294967295",
            "(",
            ")",
            ",",
            "'|O'",
            "'>f8'",
            "'<f2'",
            "'<c16'",
            "True",
            "F8",
            "BF16",
            "F16",
            "I64",
            "BOOL",
            "{",
            "[",
            "\"shape\":[",
            "\"data_offsets\":[0,0]",
            "__metadata__",
            "../../etc/passwd",
            "PK\u0001\u0002",
            "PK\u0003\u0004",
            "\u0000",
            "1e309",
            "NaN",
            "]",
            "}",
            ":",
            "null",
            "-Infinity",
            "[[[[",
            "\"a\":{",
            "TREE",
            "SNOD",
            "HEAP",
            "OHDR",
            "BTHD",
            "FRHP");

    private final Path folder;
    private final List<String> files;
    private long numbersOfLast;

    /**
     * A corpus of one format.
     *
     * @param folder where inputs are written
     * @param files names of files among those that the tests of the reader use
     */
    public ArrayFiles(Path folder, List<String> files) {
        this.folder = folder;
        this.files = List.copyOf(files);
    }

    @Override
    public List<byte[]> corpus() {
        return files.stream().map(ArrayFiles::bytes).toList();
    }

    private static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(WRITTEN.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> words() {
        return WORDS;
    }

    /** The numbers are what was asked for: a compressed file or a view may hold any number of them. */
    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length + Double.BYTES * numbersOfLast;
    }

    /** Reads every array, and asserts of those that are read that they are what the index said. */
    @Override
    public void read(byte[] input) throws IOException {
        String extension = files.get(0).substring(files.get(0).lastIndexOf('.'));
        Path path = Files.write(
                folder.resolve("input" + extension), extension.equals(".h5") ? Hdf5Checksums.mended(input) : input);
        @Nullable NtkException refusal = null;
        numbersOfLast = 0;
        try (ArrayFile file = ArrayFile.open(path)) {
            for (String name : file.names()) {
                try {
                    NumericArray array = file.read(name);
                    numbersOfLast += array.values().length;
                    List<Long> shape =
                            array.shape().stream().map(Integer::longValue).toList();
                    if (!shape.equals(file.info(name).shape())) {
                        throw new AssertionError(
                                name + " was announced as " + file.info(name) + " and read as " + array);
                    }
                } catch (NtkException e) {
                    // The corpus holds arrays of types that are not read.
                    if (e.id() != ErrorId.UNSUPPORTED_DTYPE) {
                        refusal = e;
                    }
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }
}
