package io.ntk.estimators.metric;

import io.ntk.estimators.rounding.Repetition;

/**
 * A number computed from a random probe ω for a kernel Θ, or for Θ and a later kernel Θ′. A metric names the statistics it
 * needs. Where part of its expectation is known, it is computed of what is left of both kernels.
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
    SQUARED_DIFFERENCE,
    /** ⟨Θ′ω − Θω, Θ′ω + Θω⟩, whose mean is ‖Θ′‖² − ‖Θ‖². */
    DIFFERENCE_OF_SQUARES;

    /** Its expectation as formulas write it. */
    String symbol() {
        return switch (this) {
            case QUADRATIC_FORM -> "Tr Θ";
            case SQUARED_NORM -> "‖Θ‖²";
            case SQUARED_NORM_LATER -> "‖Θ′‖²";
            case INNER_PRODUCT -> "Tr(ΘΘ′)";
            case SQUARED_DIFFERENCE -> "‖Θ′ − Θ‖²";
            case DIFFERENCE_OF_SQUARES -> "‖Θ′‖² − ‖Θ‖²";
        };
    }

    /** Whether its rest outside a space Q cannot be negative for a positive semi-definite kernel. */
    boolean isNonNegative() {
        return this != INNER_PRODUCT && this != DIFFERENCE_OF_SQUARES;
    }

    /** Its value for x, from y = Θx and later = Θ′x. */
    double of(double[] x, double[] y, double[] later) {
        return switch (this) {
            case QUADRATIC_FORM -> Repetition.dot(x, y);
            case SQUARED_NORM -> Repetition.dot(y, y);
            case SQUARED_NORM_LATER -> Repetition.dot(later, later);
            case INNER_PRODUCT -> Repetition.dot(y, later);
            case SQUARED_DIFFERENCE -> {
                double sum = 0;
                for (int i = 0; i < y.length; i++) {
                    sum += (later[i] - y[i]) * (later[i] - y[i]);
                }
                yield sum;
            }
            case DIFFERENCE_OF_SQUARES -> {
                double sum = 0;
                for (int i = 0; i < y.length; i++) {
                    sum += (later[i] - y[i]) * (later[i] + y[i]);
                }
                yield sum;
            }
        };
    }

    /** {@return whether it is of two kernels} */
    public boolean isOfPair() {
        return compareTo(SQUARED_NORM_LATER) >= 0;
    }
}
