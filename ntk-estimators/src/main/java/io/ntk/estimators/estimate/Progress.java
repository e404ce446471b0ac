package io.ntk.estimators.estimate;

/** A listener that is told how many products an estimator has made, or how far it is without any. An exception that it throws ends the estimation. */
@FunctionalInterface
public interface Progress {
    /**
     * Called after every block of products.
     *
     * @param products the number of matrix-vector products made so far, over all operators
     * @param expected the largest number that there can be
     */
    void made(long products, long expected);

    /**
     * Called after every piece of a computation that makes no products, and once before the first.
     *
     * @param work how far it is
     */
    default void computed(Work work) {}

    /** {@return a listener that does nothing} */
    static Progress none() {
        return (products, expected) -> {};
    }
}
