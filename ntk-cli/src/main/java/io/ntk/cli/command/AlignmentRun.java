package io.ntk.cli.command;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.alignment.ProbingAlignment;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.metric.AlignmentContributions;
import io.ntk.estimators.metric.ContributionListener;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.metric.MetricListener;
import io.ntk.runtime.KernelPair;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An alignment and what was asked for besides. A method that multiplies both kernels by vectors gives all of it from the same
 * products, {@code exact} all that it can without any; beside other methods the rest is estimated by {@code deflated}.
 */
record AlignmentRun(AlignmentEstimate alignment, AlignmentDetails details) {
    static AlignmentRun of(
            AlignmentEstimator method,
            KernelPair kernels,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        if (metrics.isEmpty() && !contributions) {
            return new AlignmentRun(method.estimate(kernels.before(), kernels.after(), options), AlignmentDetails.NONE);
        }
        if (method instanceof ProbingAlignment probing) {
            return probing(probing, kernels, metrics, contributions, options);
        }
        if (method instanceof ExactAlignmentEstimator exact) {
            return exact(exact, kernels, metrics, contributions, options);
        }
        AlignmentEstimate alignment = method.estimate(kernels.before(), kernels.after(), options);
        ProbingAlignment beside = ProbingAlignment.withSamples(options.samples());
        return new AlignmentRun(alignment, probing(beside, kernels, metrics, contributions, options).details);
    }

    private static AlignmentRun probing(
            ProbingAlignment method,
            KernelPair kernels,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        MetricListener ofMetrics = new MetricListener(metrics, options);
        Optional<ContributionListener> ofParts = contributions
                ? Optional.of(new ContributionListener(before(kernels), after(kernels)))
                : Optional.empty();
        Consumer<Images> both =
                ofParts.<Consumer<Images>>map(ofMetrics::andThen).orElse(ofMetrics);
        AlignmentEstimate alignment = method.estimate(kernels.before(), kernels.after(), options, both);
        MetricEstimates estimates =
                ofMetrics.estimates(alignment.estimate(), kernels.before(), kernels.after(), options);
        return new AlignmentRun(
                alignment,
                AlignmentDetails.of(estimates, ofParts.map(parts -> parts.contributions(alignment, options))));
    }

    private static AlignmentRun exact(
            ExactAlignmentEstimator method,
            KernelPair kernels,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        ExactAlignment traces = method.traces(kernels.before(), kernels.after(), options);
        AlignmentEstimate alignment = method.estimate(traces, options);
        return new AlignmentRun(
                alignment,
                AlignmentDetails.of(
                        MetricEstimates.exact(metrics, before(kernels), after(kernels), traces, options),
                        contributions
                                ? Optional.of(AlignmentContributions.exact(
                                        before(kernels), after(kernels), alignment, traces, options))
                                : Optional.empty()));
    }

    private static Linearization before(KernelPair kernels) {
        return kernels.before().requireLinearization("contributions");
    }

    private static Linearization after(KernelPair kernels) {
        return kernels.after().requireLinearization("contributions");
    }
}
