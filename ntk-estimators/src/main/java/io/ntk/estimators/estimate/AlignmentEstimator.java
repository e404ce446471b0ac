package io.ntk.estimators.estimate;

/**
 * A method that estimates the alignment Tr(Θ₀ᵀΘ_f) / √(Tr(Θ₀ᵀΘ₀) Tr(Θ_fᵀΘ_f)) of two kernels. Stateless: one instance may
 * be used from several threads.
 */
public interface AlignmentEstimator {
    /** {@return what the method is called, does and needs} */
    EstimatorDescription description();

    /**
     * Estimates an alignment.
     *
     * @param before Θ₀
     * @param after Θ_f, on the same space
     * @param options budget, seed, probes, tolerance and memory
     * @return the estimate and its parts
     * @throws io.ntk.api.NtkException {@code SPACE_MISMATCH} if the kernels act on different spaces,
     *     {@code INVALID_ARGUMENT} if the samples exceed n or are too few for the method, {@code OPERATOR_PROPERTY} if
     *     an operator lacks a property that the method needs, {@code OUT_OF_MEMORY} if the method cannot work within the memory
     *     limit, {@code NON_FINITE} if the products leave the finite numbers, {@code NUMERICAL_FAILURE} if a kernel is
     *     zero, for which no alignment is defined
     */
    AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options);
}
