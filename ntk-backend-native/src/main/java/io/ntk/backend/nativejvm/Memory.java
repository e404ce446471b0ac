package io.ntk.backend.nativejvm;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * An array outside the heap, on which products run. One of the two views is the array, by the precision it was made in;
 * the other is empty.
 */
final class Memory implements AutoCloseable {
    private final MemoryPool pool;
    private final Blas.Allocation allocation;
    private boolean closed;
    final FloatBuffer floats;
    final DoubleBuffer doubles;

    Memory(MemoryPool pool, Blas.Allocation allocation, FloatBuffer floats, DoubleBuffer doubles) {
        this.pool = pool;
        this.allocation = allocation;
        this.floats = floats;
        this.doubles = doubles;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.release(allocation);
        }
    }
}
