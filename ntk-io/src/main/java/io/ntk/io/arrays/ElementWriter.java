package io.ntk.io.arrays;

import io.ntk.api.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the values of an array in row-major order, little-endian. */
final class ElementWriter {
    private static final int CHUNK_ELEMENTS = 1 << 13;

    private ElementWriter() {}

    static long bytes(NumericArray array, Precision precision) {
        return (long) array.values().length * precision.bytes();
    }

    static void write(NumericArray array, Precision precision, OutputStream out) throws IOException {
        double[] values = array.values();
        ByteBuffer chunk =
                ByteBuffer.allocate(CHUNK_ELEMENTS * precision.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < values.length; done += CHUNK_ELEMENTS) {
            int now = Math.min(CHUNK_ELEMENTS, values.length - done);
            chunk.clear();
            for (int i = done; i < done + now; i++) {
                if (precision == Precision.FLOAT32) {
                    chunk.putFloat((float) values[i]);
                } else {
                    chunk.putDouble(values[i]);
                }
            }
            out.write(chunk.array(), 0, chunk.position());
        }
    }
}
