package io.ntk.estimators.estimate;

import io.ntk.api.spi.Problem;
import java.util.Arrays;

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

    /** Each takes a parameter along a step: two multiplications and additions of a product with J or its adjoint. */
    private static final double OPERATIONS_PER_PARAMETER = 4;

    /**
     * {@return about how many floating-point operations a product with J takes, or with its adjoint}
     *
     * @param network whose J
     */
    public static double ofFactor(Problem network) {
        long steps = Arrays.stream(network.usedSteps()).asLongStream().sum();
        return OPERATIONS_PER_PARAMETER * steps * network.selectedLayout().size();
    }

    /**
     * {@return about how many a product with its kernel takes, which is one with each}
     *
     * @param network whose kernel
     */
    public static double ofProduct(Problem network) {
        return 2 * ofFactor(network);
    }
}
