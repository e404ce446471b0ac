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
    /** Elements that are rounded at a time. */
    private static final int COPIED = 1 << 12;

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

    /**
     * {@return the first numbers of a buffer: the buffer itself in float64, a copy in float32}
     *
     * @param workspace where the copy is, until the next use of the role
     */
    static Elements rounded(DirectBuffers workspace, Object role, Precision precision, DoubleBuffer given, long count) {
        if (precision == Precision.FLOAT64) {
            return new Elements(given);
        }
        Elements rounded = of(workspace, role, precision, count);
        rounded.put(0, given, 0, (int) count);
        return rounded;
    }

    /** {@return the most elements of a buffer} */
    static long most(Precision precision) {
        return Integer.MAX_VALUE / precision.bytes();
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

    void put(int at, double value) {
        if (buffer instanceof FloatBuffer floats) {
            floats.put(at, (float) value);
        } else {
            ((DoubleBuffer) buffer).put(at, value);
        }
    }

    void put(int at, DoubleBuffer from, int first, int count) {
        if (buffer instanceof DoubleBuffer doubles) {
            doubles.put(at, from, first, count);
            return;
        }
        double[] some = new double[Math.min(count, COPIED)];
        for (int done = 0; done < count; done += some.length) {
            int length = Math.min(some.length, count - done);
            from.get(first + done, some, 0, length);
            put(at + done, some, 0, length);
        }
    }

    /** Copies elements of the same precision. */
    void put(int at, Elements from, int first, int count) {
        if (buffer instanceof FloatBuffer floats) {
            floats.put(at, (FloatBuffer) from.buffer, first, count);
        } else {
            ((DoubleBuffer) buffer).put(at, (DoubleBuffer) from.buffer, first, count);
        }
    }

    double get(int at) {
        return buffer instanceof FloatBuffer floats ? floats.get(at) : ((DoubleBuffer) buffer).get(at);
    }

    /** Reads as many elements as an array has. */
    void get(int at, double[] to) {
        get(at, to, to.length);
    }

    /** Reads elements to the beginning of an array. */
    void get(int at, double[] to, int count) {
        if (buffer instanceof FloatBuffer floats) {
            float[] rounded = new float[count];
            floats.get(at, rounded);
            for (int i = 0; i < count; i++) {
                to[i] = rounded[i];
            }
        } else {
            ((DoubleBuffer) buffer).get(at, to, 0, count);
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
