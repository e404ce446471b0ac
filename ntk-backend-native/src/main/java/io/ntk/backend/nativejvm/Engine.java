package io.ntk.backend.nativejvm;

/** What everything made by one backend shares: the BLAS, the threads and the memory pool. */
record Engine(Blas blas, Workers workers, MemoryPool pool, long memoryLimit) implements AutoCloseable {
    Arithmetic arithmetic(io.ntk.api.Precision precision) {
        return Arithmetic.of(precision, blas, pool);
    }

    @Override
    public void close() {
        workers.close();
        pool.close();
    }
}
