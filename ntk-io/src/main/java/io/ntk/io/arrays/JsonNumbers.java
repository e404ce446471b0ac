package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The numbers in nested lists of JSON as a stream of big-endian float64. */
final class JsonNumbers extends InputStream {
    private static final int BUFFER_BYTES = 1 << 13;

    /** The lists, in a range of a file. */
    record Text(Origin origin, ByteSource source, long start, long length) implements ElementData {
        @Override
        public InputStream open() throws IOException {
            return new JsonNumbers(origin, JsonFormat.parser(source.open(start, length)));
        }

        /** Each number takes at least two characters. */
        @Override
        public boolean onDisk() {
            return true;
        }
    }

    private final Origin origin;
    private final JsonParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    private JsonNumbers(Origin origin, JsonParser parser) {
        this.origin = origin;
        this.parser = parser;
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(buffer.get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** {@return whether there are more bytes} */
    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        try {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token.isNumeric()) {
                    buffer.putDouble(parser.getDoubleValue());
                }
                if (!buffer.hasRemaining()) {
                    break;
                }
                token = parser.nextToken();
            }
        } catch (JsonProcessingException e) {
            throw JsonFormat.malformed(origin, e);
        }
        buffer.flip();
        return buffer.hasRemaining();
    }
}
