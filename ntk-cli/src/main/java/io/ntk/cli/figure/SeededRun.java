package io.ntk.cli.figure;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.metric.Metrics;
import io.ntk.runtime.KernelPair;
import org.jspecify.annotations.Nullable;

/**
 * One seed with one number of samples. All metrics of one kernel follow from one set of products, and all of two kernels from
 * another, which are made when the first is asked for. Only one thread at a time may use it.
 */
final class SeededRun {
    private final KernelPair kernels;
    private final Metrics metrics;
    private final EstimatorOptions options;
    private @Nullable MetricEstimates ofOne;
    private @Nullable MetricEstimates ofPair;

    SeededRun(KernelPair kernels, Metrics metrics, EstimatorOptions options) {
        this.kernels = kernels;
        this.metrics = metrics;
        this.options = options;
    }

    EstimatorOptions options() {
        return options;
    }

    /** A metric of both kernels, or of the later one. */
    Estimate of(Metric metric) {
        return metric.isOfPair() ? ofPair().at(metric, 0, 1) : ofOne().at(metric, 0);
    }

    private MetricEstimates ofOne() {
        if (ofOne == null) {
            ofOne = MetricEstimates.of(metrics.ofOne(), kernels.after(), options);
        }
        return ofOne;
    }

    private MetricEstimates ofPair() {
        if (ofPair == null) {
            ofPair = MetricEstimates.of(metrics.ofPairs(), kernels.before(), kernels.after(), options);
        }
        return ofPair;
    }
}
