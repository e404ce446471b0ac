package io.ntk.cli.command;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.AlignmentDetails;
import io.ntk.cli.report.EstimateReport;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.metric.Distance;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.runtime.model.BeforeAfter;
import java.util.Optional;

/** Linearizes, estimates and takes the time of both. */
final class Measurement {
    private static final double NANOS = 1e9;

    private final AutodiffBackend backend;

    Measurement(AutodiffBackend backend) {
        this.backend = backend;
    }

    EstimateReport alignment(BeforeAfter pair, AlignmentEstimator estimator, EstimatorOptions options) {
        long start = System.nanoTime();
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            AlignmentEstimate result = estimator.estimate(Kernel.of(before), Kernel.of(after), options);
            double seconds = (System.nanoTime() - start) / NANOS;
            return new EstimateReport(
                    "alignment",
                    Optional.empty(),
                    result.estimate(),
                    Optional.of(result.parts()),
                    seconds,
                    backend,
                    pair.before());
        }
    }

    /** What was asked for beside the alignment, from as many samples; a tolerance has no effect. */
    AlignmentDetails details(BeforeAfter pair, boolean distance, boolean contributions, EstimatorOptions options) {
        if (!distance && !contributions) {
            return new AlignmentDetails(Optional.empty(), Optional.empty());
        }
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            return new AlignmentDetails(
                    distance
                            ? Optional.of(new Distance().estimate(Kernel.of(before), Kernel.of(after), options))
                            : Optional.empty(),
                    contributions
                            ? Optional.of(AlignmentContributions.estimate(before, after, options))
                            : Optional.empty());
        }
    }

    EstimateReport trace(Problem problem, TraceEstimator estimator, TraceOf of, EstimatorOptions options) {
        long start = System.nanoTime();
        try (Linearization linearization = backend.linearize(problem)) {
            Estimate result = estimator.estimate(Kernel.of(linearization), of, options);
            double seconds = (System.nanoTime() - start) / NANOS;
            return new EstimateReport(
                    "trace", Optional.of(of.label()), result, Optional.empty(), seconds, backend, problem);
        }
    }

    /** {@return the seconds that a linearization and its product Θ·V took, V being Gaussian and drawn before} */
    double product(Problem problem, int columns, long seed) {
        try (MultiVector block = draw(problem, columns, seed)) {
            long start = System.nanoTime();
            try (Linearization linearization = backend.linearize(problem);
                    MultiVector product = linearization.ntk().times(block)) {
                return (System.nanoTime() - start) / NANOS;
            }
        }
    }

    private MultiVector draw(Problem problem, int columns, long seed) {
        try (Linearization linearization = backend.linearize(problem)) {
            return linearization.observationSpace().probes(ProbeDistribution.GAUSSIAN, seed, 0, columns);
        }
    }
}
