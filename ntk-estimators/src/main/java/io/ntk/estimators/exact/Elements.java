package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Numbers in a direct buffer, in the precision in which they are multiplied: what goes in is rounded to it, and what comes out is in
 * float64, in which everything is summed up at last.
 */
final class Elements {
    private final Buffer buffer;

    private Elements(Buffer buffer) {
        this.buffer = buffer;
    }

    /** {@return at least so many elements from the buffers of a thread, which hold what the last use of the role left} */
    static Elements of(DirectBuffers workspace, Object role, Precision precision, long count) {
        return new Elements(
                precision == Precision.FLOAT32 ? workspace.floats(role, count) : workspace.get(role, count));
    }

    /** {@return a buffer's numbers: the buffer itself in float64, a copy in float32} */
    static Elements rounded(Precision precision, DoubleBuffer given) {
        if (precision == Precision.FLOAT64) {
            return new Elements(given);
        }
        Elements rounded = new Elements(DirectBuffers.allocateFloats(ExactNtk.NAME, given.capacity()));
        rounded.put(0, given, 0, given.capacity());
        return rounded;
    }

    /** {@return as many doubles as take the memory of so many elements} */
    static long doubles(Precision precision, long count) {
        return precision == Precision.FLOAT32 ? (count + 1) / 2 : count;
    }

    DenseMatrix matrix(int at, int rows, int columns) {
        return DenseMatrix.of(buffer, at, rows, columns);
    }

    DenseMatrix matrix(int at, int rows, int columns, int leadingDimension) {
        return DenseMatrix.of(buffer, at, rows, columns, leadingDimension);
    }

    void put(int at, double[] from, int first, int count) {
        if (buffer instanceof FloatBuffer floats) {
            float[] rounded = new float[count];
            for (int i = 0; i < count; i++) {
                rounded[i] = (float) from[first + i];
            }
            floats.put(at, rounded);
        } else {
            ((DoubleBuffer) buffer).put(at, from, first, count);
        }
    }

    void put(int at, DoubleBuffer from, int first, int count) {
        if (buffer instanceof FloatBuffer floats) {
            for (int i = 0; i < count; i++) {
                floats.put(at + i, (float) from.get(first + i));
            }
        } else {
            ((DoubleBuffer) buffer).put(at, from, first, count);
        }
    }

    /** Reads as many elements as an array has. */
    void get(int at, double[] to) {
        if (buffer instanceof FloatBuffer floats) {
            float[] rounded = new float[to.length];
            floats.get(at, rounded);
            for (int i = 0; i < to.length; i++) {
                to[i] = rounded[i];
            }
        } else {
            ((DoubleBuffer) buffer).get(at, to);
        }
    }

    void zero(int at, int count) {
        if (buffer instanceof FloatBuffer floats) {
            for (int i = 0; i < count; i++) {
                floats.put(at + i, 0);
            }
        } else {
            DirectBuffers.zero((DoubleBuffer) buffer, at, count);
        }
    }
}
