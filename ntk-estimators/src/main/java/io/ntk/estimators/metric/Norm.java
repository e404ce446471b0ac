package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;

/** The Frobenius norm ‖Θ‖ = √Tr(Θ²). */
public final class Norm extends Metric {
    /** Makes the metric. */
    public Norm() {
        super(
                "norm",
                "Norm",
                "The size of a kernel: its Frobenius norm ‖Θ‖.",
                new Interval(0, Double.POSITIVE_INFINITY),
                Statistic.SQUARED_NORM);
    }

    @Override
    protected double value(Means means) {
        return Math.sqrt(means.mean(Statistic.SQUARED_NORM));
    }
}
