package io.ntk.estimators.estimate;

/**
 * The three traces of which an alignment is made, as estimated: the alignment is
 * {@code crossTrace / √(squaredFrobeniusBefore · squaredFrobeniusAfter)}.
 *
 * @param crossTrace Tr(Θ₀ᵀ Θ_f)
 * @param squaredFrobeniusBefore Tr(Θ₀ᵀ Θ₀)
 * @param squaredFrobeniusAfter Tr(Θ_fᵀ Θ_f)
 */
public record AlignmentParts(double crossTrace, double squaredFrobeniusBefore, double squaredFrobeniusAfter) {}
