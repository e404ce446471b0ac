package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;

/**
 * A way of applying J, P and F. Blocks are arrays {@code [steps, trials, k, width]}, as {@link DjlVectorSpace} stores them.
 * Called within a {@link Frame}.
 */
interface Derivative extends AutoCloseable {
    /**
     * Y ← A X.
     *
     * @param mode which operator A is
     * @param x the argument
     * @param y the result, overwritten
     */
    void multiply(Mode mode, NDArray x, NDArray y);

    /**
     * Y ← Aᵀ X.
     *
     * @param mode which operator A is
     * @param x the argument
     * @param y the result, overwritten
     */
    void multiplyAdjoint(Mode mode, NDArray x, NDArray y);

    @Override
    void close();
}
