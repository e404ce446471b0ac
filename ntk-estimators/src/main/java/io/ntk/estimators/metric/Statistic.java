package io.ntk.estimators.metric;

/**
 * A number computed from a random probe ω for a kernel Θ, or for Θ and a later kernel Θ′. A metric names the statistics it
 * needs, and no others are computed.
 */
public enum Statistic {
    /** ωᵀΘω, whose mean is Tr Θ. */
    QUADRATIC_FORM,
    /** ‖Θω‖², whose mean is Tr Θ² = ‖Θ‖². */
    SQUARED_NORM,
    /** ‖Θ′ω‖², whose mean is Tr Θ′². */
    SQUARED_NORM_LATER,
    /** ⟨Θω, Θ′ω⟩, whose mean is Tr(ΘΘ′). */
    INNER_PRODUCT,
    /** ‖Θ′ω − Θω‖², whose mean is ‖Θ′ − Θ‖². */
    SQUARED_DIFFERENCE;

    /** {@return whether it is of two kernels} */
    public boolean isOfPair() {
        return compareTo(SQUARED_NORM_LATER) >= 0;
    }
}
