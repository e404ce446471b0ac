package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;

/** The BLAS, the threads and the memory pool that everything made by one backend shares. */
record Engine(Blas blas, Workers workers, MemoryPool pool, BackendOptions options) implements AutoCloseable {
    Arithmetic arithmetic(Precision precision) {
        return Arithmetic.of(precision, blas, pool);
    }

    @Override
    public void close() {
        workers.close();
        pool.close();
    }
}
