package io.ntk.estimators.estimate;

/**
 * How far a computation is that makes no products.
 *
 * @param done its floating-point operations so far
 * @param expected those of all of it, counted before it began
 * @param bySampling about as many as a method that samples would take for the same with {@value #SAMPLES} products
 */
public record Work(double done, double expected, double bySampling) {
    /** The products by which methods are compared, the default of those that sample. */
    public static final int SAMPLES = 100;
}
