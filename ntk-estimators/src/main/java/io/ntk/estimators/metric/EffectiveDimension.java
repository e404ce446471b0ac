package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;

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

    @Override
    protected double value(Means means) {
        return means.squaredExpectation(Statistic.QUADRATIC_FORM) / means.mean(Statistic.SQUARED_NORM);
    }
}
