package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.network.NetworkMetrics;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk align}: the alignment of a model's kernels before and after training. */
@Command(
        name = "align",
        description = {
            "Estimate the alignment of kernels before and after training.",
            "It is near 1 for lazy learning, far below 1 for rich learning."
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
final class AlignCommand extends ModelVerb {
    private static final String ALIGNMENT = "alignment";
    private static final String DISTANCE = "distance";
    private static final String ALL = "all";

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "FILE[:PREFIX]",
            description =
                    "The checkpoint before training (.pt, .safetensors, .npz, .h5, .mat, …), and the module in it.")
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
            description = "The same as --metric distance: ‖Θ_f − Θ₀‖ / ‖Θ₀‖, which sees a change of size too.")
    private boolean distance;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "Also estimate a metric that 'ntk estimators' lists, or all; may be given several times.")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--contributions",
            description = "Also estimate what each parameter tensor and each time step adds to the alignment.")
    private boolean contributions;

    @Override
    ClusterOptions cluster() {
        return cluster;
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Estimators estimators = place.runtime().estimators();
        AlignmentEstimator chosen = estimator == null ? estimators.defaultAlignment() : estimators.alignment(estimator);
        BeforeAfter pair = model().pair(place, place.file(before), place.file(after));
        EstimatorOptions options = options(chosen.description(), pair.before(), place, progress);
        List<Metric> others = metrics(place.runtime().metrics());
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (KernelPair kernels = place.open(pair)) {
            AlignmentRun found = AlignmentRun.of(chosen, kernels, others, contributions, options);
            AlignmentDetails details = found.details()
                    .with(NetworkChange.between(
                            NetworkMetrics.of(pair.before()),
                            NetworkSnapshot.of(kernels.before().requireLinearization("align")),
                            NetworkSnapshot.of(kernels.after().requireLinearization("align"))));
            AlignmentEstimate result = found.alignment();
            Computation computation =
                    new Computation(backend, pair.before(), options.seed(), watch.seconds(), place.read());
            return show(
                    new EstimateReport(
                            ALIGNMENT,
                            "",
                            result.estimate(),
                            Optional.of(result.parts()),
                            details,
                            computation,
                            page -> Study.of(page, kernels, options)
                                    .all(
                                            ALIGNMENT,
                                            result.estimate(),
                                            details.contributions(),
                                            fewer -> chosen.estimate(kernels.before(), kernels.after(), fewer)
                                                    .estimate())),
                    progress);
        }
    }

    /** {@return what was asked for besides the alignment, in the order of the catalogue} */
    private List<Metric> metrics(Metrics known) {
        Set<Metric> asked = new HashSet<>();
        metrics.stream().filter(name -> !name.equals(ALL)).map(known::named).forEach(asked::add);
        return known.all().stream()
                .filter(metric -> asked.contains(metric)
                        || (distance && metric.name().equals(DISTANCE))
                        || (metrics.contains(ALL) && !metric.name().equals(ALIGNMENT)))
                .toList();
    }
}
