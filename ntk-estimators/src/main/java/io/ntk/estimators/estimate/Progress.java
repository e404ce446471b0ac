package io.ntk.estimators.estimate;

/** Told how far an estimator has come. What it throws ends the estimation. */
@FunctionalInterface
public interface Progress {
    /**
     * Called after every block of products.
     *
     * @param products how many matrix-vector products were made, over all operators
     * @param expected how many there will be at most
     */
    void made(long products, long expected);

    /** {@return a listener that does nothing} */
    static Progress none() {
        return (products, expected) -> {};
    }
}
