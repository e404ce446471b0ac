package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.estimate.TracedOperator;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.runtime.Float64Linearization;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk trace}: the trace of one model's kernel, or of its square. */
@Grouped(OptionGroup.ESTIMATOR)
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

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--of",
            paramLabel = "WHAT",
            completionCandidates = Candidates.TracedOperators.class,
            defaultValue = "ntk",
            description =
                    "ntk for Θ = J Jᵀ; or, with J = P F, one-step for K = F Fᵀ, or propagation for P Pᵀ; each with"
                            + " -squared for the squared Frobenius norm. Default: ntk.")
    private String of = "";

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            completionCandidates = Candidates.Traces.class,
            description = "The method; 'ntk estimators' lists them, the default first.")
    private @Nullable String estimator;

    @Mixin
    private final ReductionOption reduction = new ReductionOption();

    @Override
    ClusterOptions cluster() {
        return cluster;
    }

    @Override
    void check() {
        if (reduction.reduction().isPresent()) {
            ReducedKernel.requireKnown(estimator);
        }
        super.check();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        TracedOperator traced = TracedOperator.parse(of);
        if (reduction.reduction().isPresent()) {
            return reduced(traced, place, progress);
        }
        KernelOperator operator = traced.operator();
        Estimators estimators = place.runtime().estimators();
        TraceEstimator chosen = estimator == null ? estimators.defaultTrace() : estimators.trace(estimator);
        Problem problem = model().problem(place, checkpoint.file(place));
        EstimatorOptions options = options(chosen.description(), operator.shape(problem), place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem);
                Float64Linearization repeated = new Float64Linearization(backend, linearization)) {
            Kernel kernel = repeated.kernel(operator);
            Estimate result = chosen.estimate(kernel, traced.of(), options);
            Computation computation = new Computation(backend, problem, options.seed(), watch.seconds(), place.read());
            return show(
                    new EstimateReport(
                            Subject.trace(operator, of, kernel.order()),
                            result,
                            Optional.empty(),
                            AlignmentDetails.NONE,
                            computation,
                            page -> Study.of(page, kernel, options)
                                    .all(
                                            "trace",
                                            result,
                                            Optional.empty(),
                                            fewer -> chosen.estimate(kernel, traced.of(), fewer))),
                    progress);
        }
    }

    private int reduced(TracedOperator traced, Workplace place, ProgressDisplay progress) {
        KernelOperator operator = traced.operator();
        Problem problem = model().problem(place, checkpoint.file(place));
        Reduction kept = reduction.reduction(operator.shape(problem)).orElseThrow();
        EstimatorOptions options = options(operator.shape(problem), place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem)) {
            Kernel kernel = operator.of(linearization);
            PartialTrace matrix = ReducedKernel.matrix(kept, estimator, kernel, options);
            Estimate result = traced.of() == TraceOf.OPERATOR ? matrix.trace() : matrix.squaredNorm();
            return show(
                    new EstimateReport(
                            Subject.trace(operator, of, new ReducedAxes(kept, matrix.kept())),
                            result,
                            Optional.empty(),
                            AlignmentDetails.NONE,
                            new Computation(backend, problem, options.seed(), watch.seconds(), place.read()),
                            page -> {}),
                    progress);
        }
    }
}
