package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * An array outside the heap, on which products run. One of the two buffers is the array, by its precision; the other is
 * empty.
 */
final class Memory implements AutoCloseable {
    private static final FloatBuffer NO_FLOATS = FloatBuffer.allocate(0);
    private static final DoubleBuffer NO_DOUBLES = DoubleBuffer.allocate(0);

    /** An array without elements. */
    static final Memory NOTHING = borrowed(NO_DOUBLES, 0);

    final FloatBuffer floats;
    final DoubleBuffer doubles;
    private final Precision precision;
    private final long address;
    private final Runnable release;
    private boolean closed;

    private Memory(Precision precision, FloatBuffer floats, DoubleBuffer doubles, long address, Runnable release) {
        this.precision = precision;
        this.floats = floats;
        this.doubles = doubles;
        this.address = address;
        this.release = release;
    }

    /** Takes memory with arbitrary contents from a pool, to which it returns when it is closed. */
    static Memory of(MemoryPool pool, Precision precision, long elements) {
        Blas.Allocation allocation = pool.acquire(elements * precision.bytes());
        boolean isNarrow = precision == Precision.FLOAT32;
        return new Memory(
                precision,
                isNarrow ? allocation.buffer().asFloatBuffer() : NO_FLOATS,
                isNarrow ? NO_DOUBLES : allocation.buffer().asDoubleBuffer(),
                allocation.address(),
                () -> pool.release(allocation));
    }

    /** Someone else's buffer of floats or doubles, which closing does not free. */
    static Memory borrowed(Buffer buffer, long address) {
        return buffer instanceof FloatBuffer floats
                ? new Memory(Precision.FLOAT32, floats, NO_DOUBLES, address, () -> {})
                : new Memory(Precision.FLOAT64, NO_FLOATS, (DoubleBuffer) buffer, address, () -> {});
    }

    Precision precision() {
        return precision;
    }

    int elements() {
        return floats.capacity() + doubles.capacity();
    }

    /** The address of the first element, or 0 where the BLAS takes buffers. */
    long address() {
        return address;
    }

    /** A matrix whose rows follow each other without gaps. */
    MatrixView matrix(int offset, int rows, int columns) {
        return matrix(offset, rows, columns, columns);
    }

    /** A matrix that is part of a wider one. */
    MatrixView matrix(int offset, int rows, int columns, int leadingDimension) {
        return new MatrixView(this, offset, rows, columns, leadingDimension, false);
    }

    /** Overwrites elements from one on with those of another array of the same precision. */
    void copy(int at, Memory from, int fromAt, int count) {
        if (precision == Precision.FLOAT32) {
            floats.put(at, from.floats, fromAt, count);
        } else {
            doubles.put(at, from.doubles, fromAt, count);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
