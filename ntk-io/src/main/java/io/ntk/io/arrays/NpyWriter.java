package io.ntk.io.arrays;

import io.ntk.api.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Writes an array as NPY version 1.0, which every reader accepts. */
final class NpyWriter {
    /** NumPy aligns the elements so that they can be mapped into memory. */
    private static final int ALIGNMENT = 64;
    /** The size of magic bytes, version and length. */
    private static final int FIXED_BYTES = 10;

    private NpyWriter() {}

    /** {@return the size of an array in the file, in bytes} */
    static long bytes(NumericArray array, Precision precision) {
        return FIXED_BYTES + dictionary(array, precision).length() + ElementWriter.bytes(array, precision);
    }

    static void write(NumericArray array, Precision precision, OutputStream out) throws IOException {
        String dictionary = dictionary(array, precision);
        out.write(ByteBuffer.allocate(FIXED_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) dictionary.length())
                .array());
        out.write(dictionary.getBytes(StandardCharsets.US_ASCII));
        ElementWriter.write(array, precision, out);
    }

    /** {@return the dictionary, padded with blanks and a line end} */
    private static String dictionary(NumericArray array, Precision precision) {
        String entries =
                "{'descr': '<f" + precision.bytes() + "', 'fortran_order': False, 'shape': " + tuple(array) + ", }";
        int padding = Math.floorMod(-(FIXED_BYTES + entries.length() + 1), ALIGNMENT);
        return entries + " ".repeat(padding) + "\n";
    }

    private static String tuple(NumericArray array) {
        String sizes = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return array.shape().size() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
    }
}
