package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of an NPY file: magic bytes, version, length and a Python dictionary.
 *
 * @param encoding how each element is stored
 * @param columnMajor whether the elements are in Fortran order
 * @param extent the shape
 * @param bytes the length of the header, which is the offset of the first element
 */
record NpyHeader(Encoding encoding, boolean columnMajor, Extent extent, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
    /** Only a structured dtype with thousands of fields has a longer header. */
    private static final int LONGEST = 1 << 20;

    static boolean isAtStartOf(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Reads a header and leaves the stream at the first element.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it is not a header of version 1.0, 2.0 or 3.0
     */
    static NpyHeader read(Origin origin, InputStream in) throws IOException {
        ByteBuffer start = bytes(in, MAGIC.length + 2);
        byte[] magic = new byte[MAGIC.length];
        start.get(magic);
        if (!isAtStartOf(magic)) {
            throw origin.malformed("does not begin with the magic bytes of NPY");
        }
        int major = Byte.toUnsignedInt(start.get());
        int minor = Byte.toUnsignedInt(start.get());
        if (major < 1 || major > 3 || minor != 0) {
            throw origin.malformed(
                    "has version " + major + "." + minor + " of NPY; versions 1.0, 2.0 and 3.0 are known",
                    "Save it again with numpy.save or numpy.savez.");
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer field = bytes(in, lengthBytes);
        long length = major == 1 ? Short.toUnsignedLong(field.getShort()) : Integer.toUnsignedLong(field.getInt());
        if (length > LONGEST) {
            throw origin.malformed("claims an NPY header of " + length + " bytes; at most " + LONGEST + " are read");
        }
        // Version 3 differs only in that field names are written in UTF-8.
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String text = new String(bytes(in, (int) length).array(), charset);
        return parse(origin, text, start.capacity() + lengthBytes + (int) length);
    }

    private static NpyHeader parse(Origin origin, String text, int bytes) {
        Object literal;
        try {
            literal = PythonLiteral.parse(text);
        } catch (ParseException e) {
            throw origin.malformed("has an NPY header that is no Python dictionary: at character " + e.getErrorOffset()
                    + ", " + e.getMessage());
        }
        if (!(literal instanceof Map<?, ?> entries) || !entries.keySet().equals(KEYS)) {
            throw origin.malformed("has an NPY header without exactly the keys descr, fortran_order and shape");
        }
        if (!(entries.get("fortran_order") instanceof Boolean columnMajor)) {
            throw origin.malformed("has an NPY header whose fortran_order is neither True nor False");
        }
        Encoding encoding = NumpyDtype.parse(entries.get("descr"));
        return new NpyHeader(encoding, columnMajor, Extent.of(origin, shape(origin, entries.get("shape"))), bytes);
    }

    private static List<Long> shape(Origin origin, @Nullable Object literal) {
        List<Long> shape = new ArrayList<>();
        if (literal instanceof PythonLiteral.Tuple tuple) {
            for (Object item : tuple.items()) {
                if (item instanceof Long size) {
                    shape.add(size);
                }
            }
            if (shape.size() == tuple.items().size()) {
                return shape;
            }
        }
        throw origin.malformed("has an NPY header whose shape is not a tuple of whole numbers");
    }

    /**
     * Refuses a header that does not account for every byte of its file.
     *
     * <p>NumPy ignores bytes after the array. ntk refuses them: either the shape is wrong, or several arrays were saved
     * into one file and all but the first would be lost silently.
     *
     * @param total the size of header and elements in bytes
     */
    void requireTotal(Origin origin, long total) {
        if (!(encoding instanceof Encoding.Numeric numeric)) {
            return;
        }
        long declared = extent.bytes(origin, numeric.type());
        long present = total - bytes;
        String claim = "declares " + encoding.label() + " " + extent.shape() + ", which takes " + declared
                + " bytes, but " + present + " follow its header";
        if (declared > present) {
            throw origin.malformed(claim);
        }
        if (declared < present) {
            throw origin.malformed(claim, "Save several arrays with numpy.savez, or each in its own file.");
        }
    }

    private static ByteBuffer bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
