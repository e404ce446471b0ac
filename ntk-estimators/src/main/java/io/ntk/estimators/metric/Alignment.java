package io.ntk.estimators.metric;

import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.statistics.Outcome;
import java.util.OptionalDouble;

/** The alignment Tr(ΘΘ′) / (‖Θ‖ ‖Θ′‖), with the interval of {@link SharedSketch}. */
public class Alignment extends Metric {
    /** Makes the metric. */
    public Alignment() {
        this(
                "alignment",
                "Alignment",
                "How alike two kernels are whatever their size: Tr(ΘΘ′) / (‖Θ‖ ‖Θ′‖), which is 1 for kernels that are "
                        + "multiples of each other.");
    }

    /** An alignment of other kernels. */
    Alignment(String name, String title, String meaning) {
        super(
                name,
                title,
                meaning,
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
    public Interval possible(KernelTraits kernels) {
        return kernels.semidefinite() ? new Interval(0, 1) : range();
    }

    @Override
    Outcome sampled(ProbeStatistics statistics) {
        Sampled cross = statistics.of(Statistic.INNER_PRODUCT);
        Sampled before = statistics.of(Statistic.SQUARED_NORM);
        Sampled after = statistics.of(Statistic.SQUARED_NORM_LATER);
        Outcome outcome = SharedSketch.of(
                new AlignmentParts(cross.known(), before.known(), after.known()),
                cross.draws(),
                before.draws(),
                after.draws(),
                statistics.kernels().order(),
                statistics.probes());
        OptionalDouble rounding = cross.changes().length == 0
                ? statistics.products().bound(new AlignmentParts(cross.mean(-1), before.mean(-1), after.mean(-1)))
                : MetricError.rounding(this, statistics);
        return rounding.isPresent() ? outcome.withRounding(rounding.getAsDouble()) : outcome;
    }
}
