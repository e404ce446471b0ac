package io.ntk.io.pickle;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of a pickle: numbers, lines and counted strings. Nothing is allocated for bytes that do not exist. */
final class PickleInput {
    /** Longer strings are data, not names, and stay in the file. */
    static final int LONGEST_TEXT = 1 << 12;

    private static final int BUFFER_BYTES = 1 << 13;

    private final InputStream in;
    private final long size;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int filled;
    private long position;

    PickleInput(InputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    /** {@return the number of bytes that were consumed} */
    long position() {
        return position;
    }

    int unsignedByte() throws IOException {
        if (next == filled) {
            next = 0;
            filled = Math.max(0, in.read(buffer));
            if (filled == 0) {
                throw new EOFException();
            }
        }
        position++;
        return Byte.toUnsignedInt(buffer[next++]);
    }

    /** {@return an unsigned number of up to seven bytes, or a signed one of eight, little-endian} */
    long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) unsignedByte() << (8 * i);
        }
        return value;
    }

    double float64() throws IOException {
        return ByteBuffer.wrap(bytes(Double.BYTES)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) unsignedByte();
        }
        return bytes;
    }

    /** {@return a length that has been checked against the bytes that are left} */
    long length(int bytes) throws IOException, PickleException {
        long length = littleEndian(bytes);
        if (length < 0 || length > size - position) {
            throw new PickleException(
                    "claims " + Long.toUnsignedString(length) + " bytes, of which " + (size - position) + " follow");
        }
        return length;
    }

    void skip(long count) throws IOException {
        int buffered = (int) Math.min(count, filled - next);
        next += buffered;
        in.skipNBytes(count - buffered);
        position += count;
    }

    /** Consumes a line. {@return its bytes without the end of the line, or null if it is longer than a text may be} */
    byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean fits = true;
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            fits = fits && line.size() < LONGEST_TEXT;
            if (fits) {
                line.write(c);
            }
        }
        return fits ? line.toByteArray() : null;
    }

    /** {@return a line that is a name or a number} */
    String shortLine() throws IOException, PickleException {
        byte[] line = line();
        if (line == null) {
            throw new PickleException("has a line of more than " + LONGEST_TEXT + " bytes");
        }
        return new String(line, StandardCharsets.UTF_8);
    }
}
