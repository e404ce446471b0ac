package io.ntk.estimators.estimate;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.linalg.Finite;

/**
 * The estimates of the three traces that an alignment consists of: the alignment is
 * {@code crossTrace / √(squaredFrobeniusBefore · squaredFrobeniusAfter)}.
 *
 * @param crossTrace Tr(Θ₀ᵀ Θ_f)
 * @param squaredFrobeniusBefore Tr(Θ₀ᵀ Θ₀)
 * @param squaredFrobeniusAfter Tr(Θ_fᵀ Θ_f)
 */
public record AlignmentParts(double crossTrace, double squaredFrobeniusBefore, double squaredFrobeniusAfter) {
    /**
     * The alignment. It is clamped to [−1, 1], which rounding alone could make it leave (Cauchy–Schwarz). Powers of two are
     * divided out first, so that the product cannot overflow.
     *
     * @return crossTrace / √(squaredFrobeniusBefore · squaredFrobeniusAfter); 1 to the last bit if the three are equal
     */
    public double alignment() {
        int b = Math.getExponent(squaredFrobeniusBefore) & ~1;
        int a = Math.getExponent(squaredFrobeniusAfter) & ~1;
        double ratio = Math.scalb(crossTrace, -(a + b) / 2)
                / Math.sqrt(Math.scalb(squaredFrobeniusBefore, -b) * Math.scalb(squaredFrobeniusAfter, -a));
        return Math.max(-1, Math.min(1, ratio));
    }

    /**
     * Refuses kernels for which the alignment is undefined.
     *
     * @throws NtkException {@link ErrorId#NON_FINITE} if a trace is not finite, {@link ErrorId#NUMERICAL_FAILURE} if a kernel is
     *     zero
     */
    public void requireDefined() {
        requireNorm("before", squaredFrobeniusBefore);
        requireNorm("after", squaredFrobeniusAfter);
        Finite.require("The cross trace of the kernels before and after training", crossTrace);
    }

    /**
     * Refuses traces that are not finite.
     *
     * @throws NtkException {@link ErrorId#NON_FINITE}
     */
    public void requireFinite() {
        requireFinite("before", squaredFrobeniusBefore);
        requireFinite("after", squaredFrobeniusAfter);
        Finite.require("The cross trace of the kernels before and after training", crossTrace);
    }

    private static void requireFinite(String which, double squaredNorm) {
        Finite.require("The squared norm of the kernel " + which + " training", squaredNorm);
    }

    private static void requireNorm(String which, double squaredNorm) {
        requireFinite(which, squaredNorm);
        if (squaredNorm <= 0) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The alignment is undefined because the kernel " + which + " training is zero: its squared norm is "
                            + squaredNorm + ".",
                    "Check that the selected parameters influence what is observed on these inputs.");
        }
    }
}
