package io.ntk.runtime.arrays;

import io.ntk.api.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Writes an array as NPY version 1.0, which everything reads. */
final class NpyWriter {
    /** NumPy's promise that the elements can be mapped and read in vectors. */
    private static final int ALIGNMENT = 64;
    /** Magic bytes, version and length. */
    private static final int FIXED_BYTES = 10;

    private NpyWriter() {}

    static void write(NumericArray array, Precision precision, OutputStream out) throws IOException {
        String dictionary =
                "{'descr': '<f" + precision.bytes() + "', 'fortran_order': False, 'shape': " + tuple(array) + ", }";
        int unpadded = FIXED_BYTES + dictionary.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        String header = dictionary + " ".repeat(padding) + "\n";
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(header.length() & 0xff);
        out.write(header.length() >> 8);
        out.write(header.getBytes(StandardCharsets.ISO_8859_1));
        ElementWriter.write(array, precision, out);
    }

    private static String tuple(NumericArray array) {
        String sizes = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return array.shape().size() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
    }
}
