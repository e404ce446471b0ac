package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.compare.Comparison;
import io.ntk.cli.compare.ModelNames;
import io.ntk.cli.report.ComparisonReport;
import io.ntk.cli.report.ResultData;
import io.ntk.cli.report.ResultFile;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk compare}: the alignments of every two of many models. */
@Command(
        name = "compare",
        description = {
            "Estimate the alignment of the neural tangent kernels of every two of many models on the same inputs.",
            "The models may differ in training, seed or checkpoint, but need one cell and as many units.",
            "Each kernel is sketched once, by --samples probes that all models share."
        },
        footer = {
            "%nExamples:",
            "  ntk compare a.npz b.npz c.npz --cell gru --inputs inputs.npy \\",
            "      --plot matrix.svg",
            "  ntk compare run.npz:seed1 run.npz:seed2 --cell rnn --inputs inputs.npy \\",
            "      --as-given --csv pairs.csv"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

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

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE[:PREFIX]",
            description = "The checkpoints (.safetensors, .npz), at least two, and the module in each.")
    private List<String> checkpoints = new ArrayList<>();

    @Option(names = "--as-given", description = "Keep the order of the models; the default puts like beside like.")
    private boolean asGiven;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a line for every pair, with its interval.")
    private @Nullable Path csv;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw the matrix as a heat map: a .svg or .png file.")
    private @Nullable Path plot;

    @Option(names = "--dark", description = "Draw it for a dark page.")
    private boolean dark;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requirePossible();
        boolean wanted = report.wanted();
        resultFile.requireWritable();
        List<ArrayReference> references =
                checkpoints.stream().map(ArrayReference::parse).toList();
        try (NtkRuntime runtime = session.runtime(engine.settings());
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "compare")) {
            List<Problem> problems = runtime.modelFiles()
                    .problems(
                            references,
                            model.inputs(),
                            model.settings(runtime.configuration().precision()));
            EstimatorOptions options =
                    sampling.options(problems.get(0).observedShape().size(), runtime.configuration(), progress);
            AutodiffBackend backend = runtime.backend();
            long start = System.nanoTime();
            List<Supplier<Linearization>> models = new ArrayList<>();
            problems.forEach(problem -> models.add(() -> backend.linearize(problem)));
            MetricEstimates matrix = MetricEstimates.ofModels(List.of(Comparison.METRIC), models, options);
            double seconds = (System.nanoTime() - start) / NANOS;
            List<String> names = ModelNames.of(references);
            Comparison comparison = asGiven ? Comparison.asGiven(names, matrix) : Comparison.clustered(names, matrix);
            progress.close();
            ComparisonReport result =
                    new ComparisonReport(comparison, references, options, seconds, backend, problems.get(0));
            write(result);
            output.print(session, result.toJson(), () -> output.quiet() ? result.values() : result.toText());
            if (wanted) {
                report.write(result.page(), backend, problems.get(0), options.seed(), model.read(references));
            }
        }
        return 0;
    }

    private void requirePossible() {
        if (checkpoints.size() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Only one model was given, '" + checkpoints.get(0) + "'.",
                    "Give at least two to compare.");
        }
        if (plot != null) {
            Chart.requireWritable(plot);
        }
    }

    private void write(ComparisonReport result) {
        resultFile.write(result::data);
        if (csv != null) {
            ResultData table = result.data();
            ResultFile.writeTable(csv, table.columns(), table.rows());
        }
        if (plot != null) {
            result.comparison().picture().write(plot, dark ? Theme.DARK : Theme.LIGHT);
        }
    }
}
