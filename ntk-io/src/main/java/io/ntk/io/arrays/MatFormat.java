package io.ntk.io.arrays;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A MATLAB file of version 5, which also versions 6 and 7 are called: a header, and variables one after another, each perhaps
 * compressed. Fields of structures are named {@code a.b}, elements of structure arrays {@code a(2).b}, of cells
 * {@code c{1}}, as in MATLAB. The format is described in MathWorks' "MAT-File Format".
 */
final class MatFormat {
    private static final String MAGIC = "MATLAB 5.0 MAT-file";
    private static final int HEADER_BYTES = 128;
    private static final int ENDIAN_AT = 126;
    private static final int TAG_BYTES = 8;
    private static final int COMPRESSED = 15;
    /** To list the arrays, compressed variables must be unpacked. MATLAB writes two gigabytes at most for each: some seconds. */
    private static final long UNPACKED_BYTES = 2L << 30;

    private static final long UNPACKED_EACH_BYTE = 16;

    private MatFormat() {}

    /** {@return whether a file that begins with these bytes is one} */
    static boolean isAtStartOf(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith(MAGIC);
    }

    static FileIndex index(Path path, FileChannel channel) throws IOException {
        Origin origin = Origin.file(path);
        ByteSource source = new ChannelBytes(channel, channel.size());
        ByteOrder order = order(origin, source);
        Catalogue catalogue = new Catalogue(origin, source.size());
        long left = UNPACKED_BYTES + UNPACKED_EACH_BYTE * source.size();
        long position = HEADER_BYTES;
        while (position < source.size()) {
            ByteBuffer tag = bytes(source, position, TAG_BYTES).order(order);
            int type = tag.getInt();
            long length = Integer.toUnsignedLong(tag.getInt());
            long start = position + TAG_BYTES;
            if (length > source.size() - start) {
                throw new EOFException();
            }
            if (type != COMPRESSED && type != MatReader.MATRIX) {
                throw origin.malformed(
                        "has a part of type " + type + " at byte " + position + ", where a variable should begin");
            }
            // The tag is read again as part of a variable that is not compressed.
            MatVariable variable = type == COMPRESSED
                    ? new MatVariable(source, start, length, true)
                    : new MatVariable(source, position, TAG_BYTES + length, false);
            try (InputStream in = new BufferedInputStream(variable.open())) {
                left -= new MatReader(path, variable, in, order, catalogue, left).read();
            }
            position = start + length;
        }
        return new FileIndex(catalogue.arrays(), channel, true);
    }

    private static ByteOrder order(Origin origin, ByteSource source) throws IOException {
        ByteBuffer header = bytes(source, 0, HEADER_BYTES);
        String endian = "" + (char) header.get(ENDIAN_AT) + (char) header.get(ENDIAN_AT + 1);
        return switch (endian) {
            case "IM" -> ByteOrder.LITTLE_ENDIAN;
            case "MI" -> ByteOrder.BIG_ENDIAN;
            default -> throw origin.malformed("does not say the order of its bytes");
        };
    }

    private static ByteBuffer bytes(ByteSource source, long start, int length) throws IOException {
        if (length > source.size() - start) {
            throw new EOFException();
        }
        try (InputStream in = source.open(start, length)) {
            return ByteBuffer.wrap(in.readNBytes(length));
        }
    }
}
