package io.ntk.estimators.metric;

import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.statistics.Outcome;
import java.util.OptionalDouble;

/** The alignment Tr(ΘΘ′) / (‖Θ‖ ‖Θ′‖), as {@link SharedSketch} estimates it: its interval stays inside [−1, 1]. */
public final class Alignment extends Metric {
    /** Makes the metric. */
    public Alignment() {
        super(
                "alignment",
                "Alignment",
                "How alike two kernels are whatever their size: Tr(ΘΘ′) / (‖Θ‖ ‖Θ′‖), which is 1 for kernels that are "
                        + "multiples of each other.",
                new Interval(-1, 1),
                Statistic.INNER_PRODUCT,
                Statistic.SQUARED_NORM,
                Statistic.SQUARED_NORM_LATER);
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public OptionalDouble ofEqualKernels() {
        return OptionalDouble.of(1);
    }

    @Override
    protected double value(Means means) {
        return new AlignmentParts(
                        means.mean(Statistic.INNER_PRODUCT),
                        means.mean(Statistic.SQUARED_NORM),
                        means.mean(Statistic.SQUARED_NORM_LATER))
                .alignment();
    }

    @Override
    int leastProbes() {
        return 1;
    }

    @Override
    Outcome sampled(ProbeStatistics statistics, EstimatorOptions options) {
        return SharedSketch.of(
                statistics.of(Statistic.INNER_PRODUCT),
                statistics.of(Statistic.SQUARED_NORM),
                statistics.of(Statistic.SQUARED_NORM_LATER),
                statistics.order(),
                options.probes());
    }
}
