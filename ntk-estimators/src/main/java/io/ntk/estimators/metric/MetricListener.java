package io.ntk.estimators.metric;

import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers what metrics of two kernels need while their alignment is estimated by a
 * {@link io.ntk.estimators.alignment.ProbingAlignment}, so that all follow from the same products.
 */
public final class MetricListener implements Consumer<Images> {
    private final List<Metric> metrics;
    private final KernelStatistics statistics;

    /**
     * Has heard nothing yet.
     *
     * @param metrics of each of the two kernels, and of the two
     * @param options the memory limit counts, for a few products that are repeated in float64
     */
    public MetricListener(List<Metric> metrics, EstimatorOptions options) {
        this.metrics = List.copyOf(metrics);
        this.statistics =
                new KernelStatistics(MetricEstimates.needed(metrics, 2), new FirstVectors(options.memoryLimit()));
    }

    @Override
    public void accept(Images images) {
        statistics.accept(images);
    }

    /**
     * The metrics after the alignment was estimated.
     *
     * @param alignment the alignment, whose method and cost are theirs
     * @param before Θ, whose first products are repeated in float64 if they can be
     * @param after Θ′, likewise
     * @param options those of the alignment
     * @return the estimates, the kernels having the numbers 0 and 1
     */
    public MetricEstimates estimates(Estimate alignment, Kernel before, Kernel after, EstimatorOptions options) {
        int repeated = statistics.repeat(List.of(action -> action.accept(before), action -> action.accept(after)));
        return MetricEstimates.of(
                metrics,
                MetricEstimates.BEFORE_AND_AFTER,
                statistics,
                List.of(KernelTraits.of(before), KernelTraits.of(after)),
                new Provenance(
                        alignment.estimator(), alignment.operatorApplications(), repeated, alignment.stop(), null),
                options);
    }
}
