package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Row-major dense products C ← alpha · op(A) · op(B) + beta · C on buffers, from their positions on, and the memory
 * that suits them.
 */
interface Blas {
    /** {@return what this is, for provenance} */
    String description();

    /**
     * {@return whether products of a few dozen rows with a matrix of so many rows are as fast as larger ones}
     *
     * @param precision of both
     * @param depth the rows of the matrix
     */
    default boolean isFastOnFewRows(Precision precision, int depth) {
        return false;
    }

    /** Memory that products run on without copying. */
    Allocation allocate(long bytes);

    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            FloatBuffer a,
            int lda,
            FloatBuffer b,
            int ldb,
            double beta,
            FloatBuffer c,
            int ldc);

    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoubleBuffer a,
            int lda,
            DoubleBuffer b,
            int ldb,
            double beta,
            DoubleBuffer c,
            int ldc);

    /**
     * A piece of memory, as views of at most 2 GiB each.
     *
     * @param buffer the bytes, in native order
     * @param release frees them
     */
    record Allocation(ByteBuffer buffer, Runnable release) {}
}
