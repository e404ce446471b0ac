package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.metric.Metric;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A number of two kernels as one method estimates it from samples.
 *
 * @param quantity what is estimated, such as {@code trace}
 * @param method how
 * @param exact its exact value
 * @param possible the values that it can have for kernels that are positive semi-definite
 * @param estimator an estimate by a run; called from several threads, each with runs of its own
 */
record EstimatedNumber(
        String quantity, String method, double exact, Interval possible, Function<SeededRun, Estimate> estimator) {

    private static final Interval NOT_NEGATIVE = new Interval(0, Double.POSITIVE_INFINITY);
    private static final Interval SHARE = new Interval(0, 1);

    /** {@return every estimator that samples, and every metric} */
    static List<EstimatedNumber> all(NtkRuntime runtime, KernelPair kernels, ExactNumbers exact) {
        List<EstimatedNumber> all = new ArrayList<>();
        for (AlignmentEstimator method : runtime.estimators().alignments()) {
            if (method.description().errorKind() != ErrorKind.EXACT) {
                all.add(new EstimatedNumber(
                        "alignment",
                        method.description().name(),
                        exact.alignment(),
                        SHARE,
                        run -> method.estimate(kernels.before(), kernels.after(), run.options())
                                .estimate()));
            }
        }
        for (TraceOf of : TraceOf.values()) {
            for (TraceEstimator method : runtime.estimators().traces()) {
                if (method.estimates(of) && method.description().errorKind() != ErrorKind.EXACT) {
                    all.add(new EstimatedNumber(
                            of == TraceOf.OPERATOR ? "trace" : "trace of the square",
                            method.description().name(),
                            exact.of(of),
                            NOT_NEGATIVE,
                            run -> method.estimate(kernels.after(), of, run.options())));
                }
            }
        }
        for (Metric metric : runtime.metrics().all()) {
            all.add(new EstimatedNumber(
                    metric.name(),
                    "metric",
                    exact.of(metric),
                    possible(metric, kernels.after().order()),
                    run -> run.of(metric)));
        }
        return all;
    }

    private static Interval possible(Metric metric, long order) {
        return switch (metric.name()) {
            case "alignment" -> SHARE;
            case "effective-dimension" -> new Interval(1, order);
            default -> metric.range();
        };
    }
}
