package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;
import java.util.OptionalDouble;

/**
 * One minus the alignment, to all digits also where the alignment is nearly 1.
 *
 * <p>With D = Θ′ − Θ it is (‖D‖² − (‖Θ′‖ − ‖Θ‖)²) / (2 ‖Θ‖ ‖Θ′‖), where ‖Θ′‖ − ‖Θ‖ = ⟨D, Θ′ + Θ⟩ / (‖Θ‖ + ‖Θ′‖): no
 * difference of large numbers. Its interval is that of the alignment, which has the same odds.
 */
public final class Misalignment extends Metric {
    /** Makes the metric. */
    public Misalignment() {
        super(
                "misalignment",
                "Misalignment",
                "One minus the alignment, to all digits where the alignment is nearly 1.",
                new Interval(0, 2),
                Statistic.SQUARED_DIFFERENCE,
                Statistic.DIFFERENCE_OF_SQUARES,
                Statistic.SQUARED_NORM,
                Statistic.SQUARED_NORM_LATER);
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public OptionalDouble ofEqualKernels() {
        return OptionalDouble.of(0);
    }

    @Override
    public Interval possible(KernelTraits kernels) {
        return kernels.semidefinite() ? new Interval(0, 1) : range();
    }

    @Override
    protected double value(Means means) {
        double norm = Math.sqrt(means.mean(Statistic.SQUARED_NORM));
        double later = Math.sqrt(means.mean(Statistic.SQUARED_NORM_LATER));
        double growth = means.mean(Statistic.DIFFERENCE_OF_SQUARES) / (norm + later);
        // Rounding alone makes it negative.
        return Math.max(0, means.mean(Statistic.SQUARED_DIFFERENCE) - growth * growth) / norm / later / 2;
    }

    /** (1 − ρ) / (1 + ρ), whose logarithm is −2 artanh ρ. */
    @Override
    double toPositive(double value) {
        return value / (2 - value);
    }

    @Override
    double fromPositive(double odds) {
        return odds == Double.POSITIVE_INFINITY ? 2 : 2 * odds / (1 + odds);
    }
}
