package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;
import java.util.OptionalDouble;
import java.util.Set;

/** The relative Frobenius distance ‖Θ′ − Θ‖ / ‖Θ‖: how far a kernel moved, its size included. */
public final class Distance extends Metric {
    /** Makes the metric. */
    public Distance() {
        super(
                "distance",
                "Distance",
                "How far a kernel moved, its size included: ‖Θ′ − Θ‖ / ‖Θ‖.",
                new Interval(0, Double.POSITIVE_INFINITY),
                Statistic.SQUARED_DIFFERENCE,
                Statistic.SQUARED_NORM);
    }

    @Override
    public OptionalDouble ofEqualKernels() {
        return OptionalDouble.of(0);
    }

    @Override
    protected Set<Statistic> denominators() {
        return Set.of(Statistic.SQUARED_NORM);
    }

    @Override
    protected double value(Means means) {
        // Of equal kernels rounding may leave less than nothing.
        return Math.sqrt(Math.max(0, means.ratio(Statistic.SQUARED_DIFFERENCE, Statistic.SQUARED_NORM)));
    }
}
