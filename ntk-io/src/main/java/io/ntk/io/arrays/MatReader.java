package io.ntk.io.arrays;

import io.ntk.api.NtkException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists the arrays in one variable of a MATLAB file, which may be a structure of many. */
final class MatReader {
    /** The type of a part that is an array. */
    static final int MATRIX = 14;

    private static final int INT8 = 1;
    private static final int INT32 = 5;
    private static final int UINT32 = 6;

    private static final int DEEPEST = 64;
    private static final int MOST_AXES = 64;
    private static final int LONGEST_NAME = 1024;
    private static final int MOST_NAME_BYTES = 1 << 20;
    private static final int MOST_FIELDS = 1 << 14;
    private static final int ALIGNMENT = 8;
    private static final int SKIPPED_BYTES = 1 << 16;
    private static final int COMPLEX = 0x800;
    private static final int LOGICAL = 0x200;
    private static final Extent UNKNOWN = new Extent(List.of(), 1);
    private static final Extent EMPTY = new Extent(List.of(0L, 0L), 0);

    /**
     * The head of a part.
     *
     * @param type what it holds
     * @param start the position of its data in the variable
     * @param bytes their number
     * @param padding how many bytes follow them
     */
    private record Part(int type, long start, long bytes, int padding) {}

    private final Path path;
    private final MatVariable variable;
    private final InputStream in;
    private final ByteOrder order;
    private final Catalogue catalogue;
    private final long most;
    private long position;

    /**
     * A reader of one variable.
     *
     * @param most the bytes that it may have, unpacked
     */
    MatReader(Path path, MatVariable variable, InputStream in, ByteOrder order, Catalogue catalogue, long most) {
        this.path = path;
        this.variable = variable;
        this.in = in;
        this.order = order;
        this.catalogue = catalogue;
        this.most = most;
    }

    /** Lists the arrays. {@return the bytes of the variable, unpacked} */
    long read() throws IOException {
        matrix("", part(), 0);
        // What follows could only be more of a damaged stream; reading to its end verifies its checksum.
        if (in.read() >= 0) {
            throw malformed("has a variable that ends before its bytes do");
        }
        return position;
    }

    /** Reads an array, of which the name is known if it is part of another. */
    private void matrix(String given, Part part, int depth) throws IOException {
        if (part.type() != MATRIX) {
            throw malformed("has a part of type " + part.type() + " where an array should begin");
        }
        if (depth > DEEPEST) {
            throw malformed("has structures nested deeper than " + DEEPEST);
        }
        if (part.bytes() == 0) {
            add(given, EMPTY, new Encoding.Numeric(ElementType.FLOAT64, order), part);
            return;
        }
        ByteBuffer flags = data(expected(UINT32), 2 * Integer.BYTES);
        if (flags.remaining() < Integer.BYTES) {
            throw malformed("has an array without flags");
        }
        int flag = flags.getInt();
        MatClass type = MatClass.of(flag & 0xff);
        if (type == MatClass.OPAQUE) {
            String own = text(expected(INT8));
            refuse(depth == 0 ? own : given, UNKNOWN, type);
        } else {
            Extent extent = extent(expected(INT32));
            String own = text(expected(INT8));
            String name = depth == 0 ? own : given;
            content(name, extent, type, flag, depth);
        }
        finish(part);
    }

    private void content(String name, Extent extent, MatClass type, int flag, int depth) throws IOException {
        switch (type) {
            case CELL -> {
                for (long i = 1; i <= extent.elements(); i++) {
                    matrix(name + "{" + i + "}", part(), depth + 1);
                }
            }
            case STRUCT -> structure(name, extent, depth);
            case NUMBERS -> {
                if ((flag & COMPLEX) == 0) {
                    Part data = part();
                    add(name, extent, MatClass.encoding(data.type(), (flag & LOGICAL) != 0, order), data);
                } else {
                    catalogue.add(origin(name), name, extent, MatClass.COMPLEX_NUMBERS);
                }
            }
            default -> refuse(name, extent, type);
        }
    }

    private void structure(String name, Extent extent, int depth) throws IOException {
        ByteBuffer longest = data(expected(INT32), Integer.BYTES);
        int width = longest.remaining() < Integer.BYTES ? 0 : longest.getInt();
        byte[] names = data(expected(INT8), MOST_NAME_BYTES).array();
        if (width < 0 || width > LONGEST_NAME || (width == 0 && names.length > 0)) {
            throw malformed("has a structure with names of " + width + " characters");
        }
        if (width > 0 && names.length / width > MOST_FIELDS) {
            throw malformed(
                    "has a structure of " + names.length / width + " fields; at most " + MOST_FIELDS + " are read");
        }
        List<String> fields = new ArrayList<>();
        for (int at = 0; width > 0 && at + width <= names.length; at += width) {
            fields.add(text(names, at, width));
        }
        // Without fields there is nothing to read, however many elements are claimed.
        for (long i = 1; i <= extent.elements() && !fields.isEmpty(); i++) {
            String element = extent.elements() == 1 ? name : name + "(" + i + ")";
            for (String field : fields) {
                matrix(element + "." + field, part(), depth + 1);
            }
        }
    }

    private void add(String name, Extent extent, Encoding encoding, Part data) throws IOException {
        Origin origin = origin(name);
        if (encoding instanceof Encoding.Numeric numeric) {
            long declared = extent.bytes(origin, numeric.type());
            if (declared != data.bytes()) {
                throw origin.malformed("declares " + extent.shape() + ", which takes " + declared + " bytes as "
                        + encoding.label() + ", but " + data.bytes() + " are stored");
            }
        }
        // The subsystem, where MATLAB keeps its objects, is an array without a name.
        if (!name.isEmpty()) {
            catalogue.add(new StoredArray(
                    origin, name, extent, encoding, true, variable.elements(data.start(), data.bytes())));
        }
        skip(data.bytes() + data.padding());
    }

    private void refuse(String name, Extent extent, MatClass type) {
        if (!name.isEmpty()) {
            catalogue.add(origin(name), name, extent, type.refusal());
        }
    }

    /** Skips what was not read of an array. */
    private void finish(Part part) throws IOException {
        long left = part.start() + part.bytes() - position;
        if (left < 0) {
            throw malformed("has an array that is longer than it says");
        }
        skip(left);
    }

    private Extent extent(Part part) throws IOException {
        ByteBuffer data = data(part, MOST_AXES * Integer.BYTES);
        List<Long> shape = new ArrayList<>();
        while (data.remaining() >= Integer.BYTES) {
            shape.add((long) data.getInt());
        }
        return Extent.of(Origin.file(path), shape);
    }

    private Part expected(int type) throws IOException {
        Part part = part();
        if (part.type() != type) {
            throw malformed("has a part of type " + part.type() + " where one of type " + type + " should begin");
        }
        return part;
    }

    private Part part() throws IOException {
        int head = bytes(Integer.BYTES).getInt();
        // Up to four bytes of data stand in the head itself.
        int small = head >>> 16;
        if (small > Integer.BYTES) {
            throw malformed("has a short part of " + small + " bytes");
        }
        if (small > 0) {
            return new Part(head & 0xffff, position, small, Integer.BYTES - small);
        }
        long length = Integer.toUnsignedLong(bytes(Integer.BYTES).getInt());
        return new Part(head, position, length, Math.floorMod(-length, ALIGNMENT));
    }

    private String text(Part part) throws IOException {
        byte[] bytes = data(part, LONGEST_NAME).array();
        return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private ByteBuffer data(Part part, int most) throws IOException {
        if (part.bytes() > most) {
            throw malformed("has a description of " + part.bytes() + " bytes; at most " + most + " are read");
        }
        ByteBuffer data = bytes((int) part.bytes());
        skip(part.padding());
        return data;
    }

    private ByteBuffer bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        bytesInto(bytes, count);
        position += count;
        return ByteBuffer.wrap(bytes).order(order);
    }

    private void skip(long count) throws IOException {
        if (count > most - position) {
            throw Origin.file(path)
                    .malformed(
                            "is compressed to a small part of its variables' bytes, which would take minutes to look through",
                            "Save it in MATLAB with -v7.3, or -v6, which does not compress.");
        }
        if (variable.compressed()) {
            // The stream's own skip unpacks a few hundred bytes at a time.
            byte[] unpacked = new byte[(int) Math.min(count, SKIPPED_BYTES)];
            for (long left = count; left > 0; left -= unpacked.length) {
                bytesInto(unpacked, (int) Math.min(left, unpacked.length));
            }
        } else {
            in.skipNBytes(count);
        }
        position += count;
    }

    private void bytesInto(byte[] target, int count) throws IOException {
        if (in.readNBytes(target, 0, count) < count) {
            throw new EOFException();
        }
    }

    private Origin origin(String name) {
        return Origin.array(name, path);
    }

    private NtkException malformed(String predicate) {
        return Origin.file(path).malformed(predicate);
    }
}
