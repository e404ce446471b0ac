package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Dense matrix products, and the memory that suits them. */
interface Blas {
    /** {@return what this is, for provenance} */
    String description();

    /**
     * {@return whether a skinny product, of a few dozen rows with a matrix of this inner dimension, runs at full speed}
     *
     * @param precision of both
     * @param depth the inner dimension
     */
    default boolean isFastOnFewRows(Precision precision, int depth) {
        return false;
    }

    /** Memory that products run on without copying. */
    Allocation allocate(long bytes);

    /** The address of the first element of a direct buffer of floats or doubles at its position 0, or 0 if products take buffers. */
    long address(Buffer buffer);

    /**
     * C ← alpha · A · B + beta · C. Safe for use from several threads with different C.
     *
     * @param beta with 0, what C holds before does not matter
     * @param c not transposed, of the operands' precision, apart from A and B
     */
    void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c);

    /**
     * A piece of memory of at most 2 GiB.
     *
     * @param buffer the bytes, in native order
     * @param address of the first, or 0 if products take buffers
     * @param release frees them
     */
    record Allocation(ByteBuffer buffer, long address, Runnable release) {}
}
