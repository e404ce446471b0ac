package io.ntk.cli.command;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk trace}: the trace of one model's kernel, or of its square. */
@Command(
        name = "trace",
        description = "Estimate the trace of a model's kernel, or of its square.",
        footer = {
            "%nExamples:",
            "  ntk trace --model after.npz --cell gru --inputs inputs.npy",
            "  ntk trace --model after.npz --cell gru --inputs inputs.npy \\",
            "      --of ntk-squared --estimator hutchinson"
        })
final class TraceCommand extends ModelVerb {
    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

    @Option(
            names = "--of",
            paramLabel = "WHAT",
            defaultValue = "ntk",
            description = "ntk, or ntk-squared for the squared Frobenius norm. Default: ntk.")
    private String of = "";

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            description = "The method; 'ntk estimators' lists them, the default first.")
    private @Nullable String estimator;

    @Mixin
    private final ReductionOption reduction = new ReductionOption();

    @Override
    void check() {
        if (reduction.reduction().isPresent()) {
            ReducedKernel.requireKnown(estimator);
        }
        super.check();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        TraceOf which = parseOf();
        if (reduction.reduction().isPresent()) {
            return reduced(which, place, progress);
        }
        Estimators estimators = place.runtime().estimators();
        TraceEstimator chosen = estimator == null ? estimators.defaultTrace() : estimators.trace(estimator);
        Problem problem = model().problem(place, checkpoint.file(place));
        EstimatorOptions options = options(chosen.description(), problem, place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem)) {
            Kernel kernel = Kernel.of(linearization);
            Estimate result = chosen.estimate(kernel, which, options);
            Computation computation = new Computation(backend, problem, options.seed(), watch.seconds(), place.read());
            return show(
                    new EstimateReport(
                            "trace",
                            which.label(),
                            result,
                            Optional.empty(),
                            AlignmentDetails.NONE,
                            computation,
                            page -> Study.of(page, linearization, options)
                                    .all(
                                            "trace",
                                            result,
                                            Optional.empty(),
                                            fewer -> chosen.estimate(kernel, which, fewer))),
                    progress);
        }
    }

    private int reduced(TraceOf which, Workplace place, ProgressDisplay progress) {
        Problem problem = model().problem(place, checkpoint.file(place));
        Reduction kept = reduction.reduction(problem.observedShape()).orElseThrow();
        EstimatorOptions options = options(problem, place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem)) {
            PartialTrace matrix = ReducedKernel.matrix(kept, estimator, Kernel.of(linearization), options);
            Estimate result = which == TraceOf.OPERATOR ? matrix.trace() : matrix.squaredNorm();
            return show(
                    new EstimateReport(
                            "trace",
                            which.label() + " reduced to " + kept.label(),
                            result,
                            Optional.empty(),
                            AlignmentDetails.NONE,
                            new Computation(backend, problem, options.seed(), watch.seconds(), place.read()),
                            page -> {}),
                    progress);
        }
    }

    private TraceOf parseOf() {
        return Arrays.stream(TraceOf.values())
                .filter(candidate -> candidate.label().equals(of))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Traces are not taken of '" + of + "'.",
                        ClosestName.remedy(
                                of,
                                Arrays.stream(TraceOf.values())
                                        .map(TraceOf::label)
                                        .toList())));
    }
}
