package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
     * @param extent the shape that the file declares, which fits an array
     * @param columnMajor whether the first index of the stream moves fastest
     * @param onDisk whether all bytes are known to exist; otherwise memory grows with the bytes that arrive
     * @return the elements, the last index moving fastest
     * @throws EOFException if the stream holds fewer
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it holds more
     */
    double[] read(InputStream in, Extent extent, boolean columnMajor, boolean onDisk) throws IOException {
        ElementType type = encoding.type();
        int count = Math.toIntExact(extent.elements());
        int perChunk = CHUNK_BYTES / type.bytes();
        byte[] chunk = new byte[Math.min(count, perChunk) * type.bytes()];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(encoding.order());
        boolean turned = columnMajor && extent.shape().size() > 1;
        // Elements whose number is certain are put in their places as they arrive, and others are turned at the end.
        ColumnMajor places = new ColumnMajor(extent.shape());
        double[] decoded = turned && onDisk ? new double[Math.min(count, perChunk)] : new double[0];
        double[] values = new double[onDisk ? count : Math.min(count, perChunk)];
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, perChunk);
            if (in.readNBytes(chunk, 0, now * type.bytes()) < now * type.bytes()) {
                throw new EOFException();
            }
            if (done + now > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
            }
            if (decoded.length > 0) {
                type.decode(buffer, decoded, 0, now);
                places.put(decoded, now, values);
            } else {
                type.decode(buffer, values, done, now);
            }
            done += now;
        }
        // Reading to the end also lets the stream verify its checksum.
        if (in.read() >= 0) {
            throw origin.malformed("holds more bytes than its shape needs");
        }
        if (!turned || onDisk) {
            return values;
        }
        double[] result = new double[count];
        places.put(values, count, result);
        return result;
    }
}
