package io.ntk.estimators.estimate;

import io.ntk.api.linalg.LinearOperator;

/** A method that estimates traces. Stateless: one instance may be used from several threads. */
public interface TraceEstimator {
    /** {@return what the method is called, does and needs} */
    EstimatorDescription description();

    /**
     * {@return whether the method estimates the trace of that}
     *
     * @param of the operator, or its square
     */
    default boolean estimates(TraceOf of) {
        return true;
    }

    /**
     * Estimates a trace.
     *
     * @param kernel the operator
     * @param of whether to take the trace of the operator or of its square
     * @param options budget, seed, probes, tolerance and memory
     * @return the estimate
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} if the samples exceed n or are too few for the method, or
     *     it does not {@linkplain #estimates estimate} that, {@code OPERATOR_PROPERTY} if the operator lacks a property that the method needs, {@code OUT_OF_MEMORY} if the method
     *     cannot work within the memory limit, {@code NON_FINITE} if the products leave the finite numbers
     */
    Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options);

    /**
     * {@return an estimate of Tr A}
     *
     * @param operator A
     * @param options budget, seed, probes, tolerance and memory
     * @throws io.ntk.api.NtkException as {@link #estimate(Kernel, TraceOf, EstimatorOptions)} does
     */
    default Estimate estimate(LinearOperator operator, EstimatorOptions options) {
        return estimate(Kernel.of(operator), TraceOf.OPERATOR, options);
    }
}
