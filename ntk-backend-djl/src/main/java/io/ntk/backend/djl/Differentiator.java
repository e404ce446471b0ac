package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import io.ntk.api.spi.Factor;

/**
 * A way of applying J, P and F. Blocks are arrays {@code [steps, trials, k, width]}, as {@link DjlVectorSpace} stores them.
 * Called within a {@link Frame}.
 */
interface Differentiator extends AutoCloseable {
    /** Y ← A X; Y is overwritten. */
    void multiply(Factor factor, NDArray x, NDArray y);

    /** Y ← Aᵀ X; Y is overwritten. */
    void multiplyAdjoint(Factor factor, NDArray x, NDArray y);

    @Override
    void close();
}
