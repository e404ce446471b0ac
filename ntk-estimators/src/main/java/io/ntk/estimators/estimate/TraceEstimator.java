package io.ntk.estimators.estimate;

import io.ntk.api.linalg.LinearOperator;

/** A method that estimates traces. Stateless: one instance may be used from several threads. */
public interface TraceEstimator {
    /** {@return what it is and needs} */
    EstimatorDescription description();

    /**
     * Estimates a trace.
     *
     * @param kernel the operator
     * @param of whether of the operator or of its square
     * @param options how
     * @return the estimate
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} if the samples exceed n or are too few for the method,
     *     {@code OPERATOR_PROPERTY} if the operator is not what the method needs, {@code OUT_OF_MEMORY} if the method
     *     cannot work within the memory limit, {@code NON_FINITE} if the products leave the finite numbers
     */
    Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options);

    /**
     * {@return an estimate of Tr A}
     *
     * @param operator A
     * @param options how
     * @throws io.ntk.api.NtkException as {@link #estimate(Kernel, TraceOf, EstimatorOptions)} does
     */
    default Estimate estimate(LinearOperator operator, EstimatorOptions options) {
        return estimate(Kernel.of(operator), TraceOf.OPERATOR, options);
    }
}
