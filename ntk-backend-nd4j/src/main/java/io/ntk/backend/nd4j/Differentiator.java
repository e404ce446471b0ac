package io.ntk.backend.nd4j;

import io.ntk.api.spi.Factor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multiplies blocks by the derivatives of one problem. Blocks are arrays {@code [k, n]}, a row for each vector, row-major
 * in the axes that {@link io.ntk.api.spi.Problem} gives. Used by one thread at a time.
 */
interface Differentiator extends AutoCloseable {
    /** {@return what is observed, row-major} */
    double[] observations();

    /** out ← A in; {@code in} is not modified. */
    void multiply(Factor factor, INDArray in, INDArray out);

    /** out ← Aᵀ in; {@code in} is not modified. */
    void multiplyAdjoint(Factor factor, INDArray in, INDArray out);

    /** Frees what it holds. */
    @Override
    void close();
}
