package io.ntk.cli.figure;

import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The exact values of everything that is estimated of two kernels. */
record ExactNumbers(double alignment, Map<TraceOf, Double> traces, MetricEstimates metrics) {
    private static final String EXACT = "exact";

    /** Computes them from kernels in float64, which may be closed afterwards. */
    static ExactNumbers of(NtkRuntime runtime, KernelPair kernels) {
        EstimatorOptions options = EstimatorOptions.samples(1);
        return new ExactNumbers(
                kernels.alignment(EXACT, options).value(),
                Arrays.stream(TraceOf.values())
                        .collect(Collectors.toMap(
                                Function.identity(),
                                of -> runtime.estimators()
                                        .trace(EXACT)
                                        .estimate(kernels.after(), of, options)
                                        .value())),
                MetricEstimates.exact(
                        runtime.metrics().all(),
                        kernels.before().requireLinearization(EXACT),
                        kernels.after().requireLinearization(EXACT),
                        options));
    }

    /** The trace of the later kernel or of its square. */
    double of(TraceOf trace) {
        return Objects.requireNonNull(traces.get(trace));
    }

    /** A metric of both kernels, or of the later one. */
    double of(Metric metric) {
        return (metric.isOfPair() ? metrics.at(metric, 0, 1) : metrics.at(metric, 1)).value();
    }
}
