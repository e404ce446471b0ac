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
    /** Buffers and JSON tables, whatever the file; less than any length that a damaged header could claim by chance. */
    private static final long FIXED_BYTES = 4 << 20;
    /** Eight bytes of float64 for each byte, in an array that grew by doubling and was then turned, and the messages. */
    private static final long EACH_BYTE = 64;
    /** Of compressed bytes. */
    private static final long MOST_EXPANSION = 1032;

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

    @Override
    public long allowedBytes(byte[] input) {
        boolean compressed = files.get(0).endsWith(".npz");
        return FIXED_BYTES + EACH_BYTE * (compressed ? MOST_EXPANSION : 1) * input.length;
    }

    /** Reads every array, and asserts of those that are read that they are what the index said. */
    @Override
    public void read(byte[] input) throws IOException {
        String extension = files.get(0).substring(files.get(0).lastIndexOf('.'));
        Path path = Files.write(
                folder.resolve("input" + extension), extension.equals(".h5") ? Hdf5Checksums.mended(input) : input);
        @Nullable NtkException refusal = null;
        try (ArrayFile file = ArrayFile.open(path)) {
            for (String name : file.names()) {
                try {
                    NumericArray array = file.read(name);
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
