package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;
import java.util.Set;

/** The effective dimension (participation ratio) Tr(Θ)² / Tr(Θ²): 1 if one direction carries Θ, n if all do equally. */
public final class EffectiveDimension extends Metric {
    /** Makes the metric. */
    public EffectiveDimension() {
        super(
                "effective-dimension",
                "Effective dimension",
                "How many directions a kernel uses: Tr(Θ)² / Tr(Θ²).",
                new Interval(1, Double.POSITIVE_INFINITY),
                Statistic.QUADRATIC_FORM,
                Statistic.SQUARED_NORM);
    }

    /** Only of eigenvalues of one sign the square of the sum is at least the sum of the squares. */
    @Override
    public Interval possible(KernelTraits kernels) {
        return new Interval(kernels.semidefinite() ? 1 : 0, kernels.order());
    }

    @Override
    protected Set<Statistic> denominators() {
        return Set.of(Statistic.SQUARED_NORM);
    }

    @Override
    protected double value(Means means) {
        return means.squaredExpectation(Statistic.QUADRATIC_FORM) / means.mean(Statistic.SQUARED_NORM);
    }
}
