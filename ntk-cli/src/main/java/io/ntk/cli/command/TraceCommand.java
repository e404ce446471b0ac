package io.ntk.cli.command;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.AlignmentDetails;
import io.ntk.cli.report.EstimateReport;
import io.ntk.cli.report.HtmlPage;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.NtkRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk trace}: the trace of one model's kernel, or of its square. */
@Command(
        name = "trace",
        description = "Estimate the trace of a model's neural tangent kernel, or of its square.",
        footer = {
            "%nExamples:",
            "  ntk trace --model after.npz --cell gru --inputs inputs.npy",
            "  ntk trace --model after.npz --cell gru --inputs inputs.npy \\",
            "      --of ntk-squared --estimator hutchinson"
        })
public final class TraceCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ResultOptions resultFile = new ResultOptions();

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

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        TraceOf which = parseOf();
        boolean wanted = report.wanted();
        resultFile.requireWritable();
        try (NtkRuntime runtime = session.runtime(engine.settings());
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "trace")) {
            Estimators estimators = runtime.estimators();
            TraceEstimator chosen = estimator == null ? estimators.defaultTrace() : estimators.trace(estimator);
            Problem problem = runtime.modelFiles()
                    .problem(
                            checkpoint.reference(),
                            model.inputs(),
                            model.settings(runtime.configuration().precision()));
            EstimatorOptions options = sampling.options(
                    chosen.description(), problem.observedShape().size(), runtime.configuration(), progress);
            AutodiffBackend backend = runtime.backend();
            EstimateReport result = new Measurement(backend).trace(problem, chosen, which, options);
            progress.close();
            resultFile.write(() -> result.data(AlignmentDetails.none()));
            output.print(session, result);
            if (wanted) {
                HtmlPage page = result.page();
                try (Study study = Study.of(page, backend, problem, options)) {
                    study.convergence(
                            "trace", result.estimate(), fewer -> chosen.estimate(study.before(), which, fewer));
                    study.contributions();
                    study.spectrum();
                }
                report.write(page, backend, problem, options.seed(), model.read(List.of(checkpoint.reference())));
            }
        }
        return 0;
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
