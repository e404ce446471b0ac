package io.ntk.backend.nativejvm;

/** The BLAS, the threads and the memory pool that everything made by one backend shares. */
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
