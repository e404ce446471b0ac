package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes a stream of stored numbers. Memory grows with the bytes that arrive, not with the claimed length. */
final class ElementReader {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Origin origin;
    private final Encoding.Numeric encoding;

    ElementReader(Origin origin, Encoding.Numeric encoding) {
        this.origin = origin;
        this.encoding = encoding;
    }

    /**
     * Decodes a whole stream.
     *
     * @param count the number of elements that the file declares
     * @param onDisk whether all bytes are known to exist; otherwise memory grows with the bytes that arrive
     * @throws EOFException if the stream holds fewer
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it holds more, {@link ErrorId#OUT_OF_MEMORY}
     */
    double[] read(InputStream in, int count, boolean onDisk) throws IOException {
        ElementType type = encoding.type();
        int perChunk = CHUNK_BYTES / type.bytes();
        byte[] chunk = new byte[Math.min(count, perChunk) * type.bytes()];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(encoding.order());
        double[] values = resized(new double[0], onDisk ? count : Math.min(count, perChunk), count);
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, perChunk);
            if (in.readNBytes(chunk, 0, now * type.bytes()) < now * type.bytes()) {
                throw new EOFException();
            }
            if (done + now > values.length) {
                values = resized(values, (int) Math.min(count, 2L * values.length), count);
            }
            type.decode(buffer, values, done, now);
            done += now;
        }
        // Reading to the end also lets the stream verify its checksum.
        if (in.read() >= 0) {
            throw origin.malformed("holds more bytes than its shape needs");
        }
        return values;
    }

    private double[] resized(double[] values, int length, int count) {
        long bytes = (long) Double.BYTES * count;
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw outOfMemory(bytes, null);
        }
        try {
            return Arrays.copyOf(values, length);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(bytes, e);
        }
    }

    private NtkException outOfMemory(long bytes, @Nullable OutOfMemoryError cause) {
        return new NtkException(
                ErrorId.OUT_OF_MEMORY,
                origin + " takes " + bytes + " bytes as float64, more than is free in the "
                        + Runtime.getRuntime().maxMemory() + " that Java may use.",
                "Give Java more memory, for instance with -Xmx, or use a smaller array.",
                cause);
    }
}
