package io.ntk.cli.command;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.alignment.ProbingAlignment;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.metric.AlignmentContributions;
import io.ntk.estimators.metric.CentredAlignment;
import io.ntk.estimators.metric.ContributionListener;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.metric.MetricListener;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An alignment and what was asked for besides. A method that multiplies both kernels by vectors gives all of it from the same
 * products, {@code exact} all that it can without any; beside other methods the rest is estimated by {@code deflated}. The centred
 * alignment is the method's alignment of other kernels.
 */
record AlignmentRun(AlignmentEstimate alignment, AlignmentDetails details) {
    static AlignmentRun of(
            AlignmentEstimator method,
            Kernel before,
            Kernel after,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        List<Metric> plain =
                metrics.stream().filter(metric -> !isCentred(metric)).toList();
        Optional<Metric> centred =
                metrics.stream().filter(AlignmentRun::isCentred).findFirst();
        if (method instanceof ExactAlignmentEstimator exact) {
            ExactAlignment traces =
                    contributions ? exact.traces(before, after, options) : exact.totals(before, after, options);
            AlignmentRun run = exact(exact, traces, before, after, plain, contributions, options);
            return centred.map(metric -> run.and(metric, exact.centred(traces, before, after, options)))
                    .orElse(run);
        }
        AlignmentRun run = sampled(method, before, after, plain, contributions, options);
        // It takes as many products again.
        return centred.map(metric -> run.and(metric, method.estimate(before.centred(), after.centred(), options)))
                .orElse(run);
    }

    private static boolean isCentred(Metric metric) {
        return metric instanceof CentredAlignment;
    }

    private AlignmentRun and(Metric metric, AlignmentEstimate found) {
        return new AlignmentRun(alignment, details.and(metric, found.estimate()));
    }

    private static AlignmentRun sampled(
            AlignmentEstimator method,
            Kernel before,
            Kernel after,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        if (metrics.isEmpty() && !contributions) {
            return new AlignmentRun(method.estimate(before, after, options), AlignmentDetails.NONE);
        }
        if (method instanceof ProbingAlignment probing) {
            return probing(probing, before, after, metrics, contributions, options);
        }
        AlignmentEstimate alignment = method.estimate(before, after, options);
        // Who multiplies the kernels by every unit vector can have what tensors add without error too: by as many
        // products.
        EstimatorOptions allowed = contributions && method.description().errorKind() == ErrorKind.EXACT
                ? options.withSamples(Math.toIntExact(before.order()))
                : options;
        ProbingAlignment beside = ProbingAlignment.withSamples(allowed.samples());
        return new AlignmentRun(alignment, probing(beside, before, after, metrics, contributions, allowed).details);
    }

    private static AlignmentRun probing(
            ProbingAlignment method,
            Kernel before,
            Kernel after,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        MetricListener ofMetrics = new MetricListener(metrics, options);
        Optional<ContributionListener> ofParts = contributions
                ? Optional.of(new ContributionListener(linearization(before), linearization(after)))
                : Optional.empty();
        Consumer<Images> both =
                ofParts.<Consumer<Images>>map(ofMetrics::andThen).orElse(ofMetrics);
        AlignmentEstimate alignment = method.estimate(before, after, options, both);
        MetricEstimates estimates = ofMetrics.estimates(alignment.estimate(), before, after, options);
        return new AlignmentRun(
                alignment,
                AlignmentDetails.of(estimates, ofParts.map(parts -> parts.contributions(alignment, options))));
    }

    private static AlignmentRun exact(
            ExactAlignmentEstimator method,
            ExactAlignment traces,
            Kernel before,
            Kernel after,
            List<Metric> metrics,
            boolean contributions,
            EstimatorOptions options) {
        AlignmentEstimate alignment = method.estimate(traces, before, after, options);
        if (metrics.isEmpty() && !contributions) {
            return new AlignmentRun(alignment, AlignmentDetails.NONE);
        }
        return new AlignmentRun(
                alignment,
                AlignmentDetails.of(
                        MetricEstimates.exact(metrics, linearization(before), linearization(after), traces, options),
                        contributions
                                ? Optional.of(AlignmentContributions.exact(
                                        linearization(before), linearization(after), alignment, traces, options))
                                : Optional.empty()));
    }

    private static Linearization linearization(Kernel kernel) {
        return kernel.requireLinearization("contributions");
    }
}
