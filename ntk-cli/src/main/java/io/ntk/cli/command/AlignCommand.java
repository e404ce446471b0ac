package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.report.AlignmentDetails;
import io.ntk.cli.report.EstimateReport;
import io.ntk.cli.report.HtmlPage;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk align}: the alignment of a model's kernels before and after training. */
@Command(
        name = "align",
        description = {
            "Estimate the alignment of a model's neural tangent kernels before and after training:",
            "near 1 for lazy learning, far below 1 for rich learning."
        },
        footer = {
            "%nExamples:",
            "  ntk align --before before.npz --after after.npz --cell gru \\",
            "      --inputs inputs.npy",
            "  ntk align --before run.npz:init --after run.npz:final --cell rnn \\",
            "      --inputs inputs.npy --tolerance 0.01",
            "  ntk align --before a.safetensors --after b.safetensors --cell lstm \\",
            "      --inputs x.npy --report align.html"
        })
public final class AlignCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ResultOptions resultFile = new ResultOptions();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "FILE[:PREFIX]",
            description = "The checkpoint before training (.safetensors, .npz), and the module in it.")
    private String before = "";

    @Option(
            names = "--after",
            required = true,
            paramLabel = "FILE[:PREFIX]",
            description = "The checkpoint after training.")
    private String after = "";

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            description = "The method; 'ntk estimators' lists them, the default first.")
    private @Nullable String estimator;

    @Option(
            names = "--distance",
            description = "Also estimate the distance ‖Θ_f − Θ₀‖ / ‖Θ₀‖, which sees a change of size too.")
    private boolean distance;

    @Option(
            names = "--contributions",
            description = "Also estimate what each parameter tensor and each time step adds to the alignment.")
    private boolean contributions;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public AlignCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean wanted = report.wanted();
        resultFile.requireWritable();
        Map<String, String> settings = engine.settings();
        cluster.adjust(settings);
        try (NtkRuntime runtime = session.runtime(settings);
                Workplace place = cluster.connect(runtime);
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "align")) {
            Estimators estimators = runtime.estimators();
            AlignmentEstimator chosen =
                    estimator == null ? estimators.defaultAlignment() : estimators.alignment(estimator);
            ArrayReference beforeFile = place.files().apply(before);
            ArrayReference afterFile = place.files().apply(after);
            BeforeAfter pair = runtime.modelFiles()
                    .pair(
                            beforeFile,
                            afterFile,
                            model.inputs(place.files()),
                            model.settings(runtime.configuration().precision(), place.files()));
            EstimatorOptions options = sampling.options(
                    chosen.description(), pair.before().observedShape().size(), runtime.configuration(), progress);
            AutodiffBackend backend = place.backend();
            Measurement measurement = new Measurement(backend);
            EstimateReport result = measurement.alignment(pair, chosen, options);
            AlignmentDetails details = measurement.details(pair, distance, contributions, options);
            progress.close();
            resultFile.write(() -> result.data(details));
            output.print(session, result, details);
            if (wanted) {
                HtmlPage page = result.page();
                try (Study study = Study.of(page, backend, pair.before(), pair.after(), options)) {
                    study.convergence(
                            "alignment",
                            result.estimate(),
                            fewer -> chosen.estimate(study.before(), study.after(), fewer)
                                    .estimate());
                    study.contributions();
                    study.spectrum();
                }
                report.write(
                        page,
                        backend,
                        pair.before(),
                        options.seed(),
                        model.read(List.of(beforeFile, afterFile), place.files()));
            }
        }
        return 0;
    }
}
