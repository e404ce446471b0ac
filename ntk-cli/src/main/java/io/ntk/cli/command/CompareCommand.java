package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.compare.Comparison;
import io.ntk.cli.compare.ModelNames;
import io.ntk.cli.file.QuotedGlob;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Report;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.network.NetworkMetrics;
import io.ntk.io.arrays.ArrayReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk compare}: the alignments of every two of many models. */
@Grouped(OptionGroup.OUTPUT)
@Command(
        name = "compare",
        description = {
            "Estimate the alignments of every two of many models.",
            "Every other metric that 'ntk estimators' lists is estimated too. All models share the inputs. They may differ in training, seed, checkpoint, size or cell.",
            "Kernels of models of different sizes can be compared if they are reduced, as by --reduce trial,time; CKA and the alignment of their states are always given.",
            "Each kernel is multiplied by --samples vectors that all models share."
        },
        footer = {
            "%nExamples:",
            "  ntk compare a.npz b.npz c.npz --cell gru --inputs inputs.npy \\",
            "      --plot matrix.svg",
            "  ntk compare run.npz:seed1 run.npz:seed2 --cell rnn --inputs inputs.npy \\",
            "      --as-given --csv pairs.csv",
            "  ntk compare small.npz large.npz --cell gru --inputs inputs.npy \\",
            "      --reduce trial,time --report compare.html"
        })
final class CompareCommand extends ModelVerb {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE[:PREFIX]",
            description =
                    "The checkpoints (.pt, .safetensors, .npz, .h5, .mat, …), at least two, and the module in each.")
    private List<String> checkpoints = new ArrayList<>();

    @Option(
            names = "--as-given",
            description = "Keep the order of the models; the default puts similar models next to each other.")
    private boolean asGiven;

    @Mixin
    private final ReducingOptions reduction = new ReducingOptions();

    @Mixin
    private final TableOptions files = new TableOptions();

    @Override
    void check() {
        checkpoints = checkpoints.stream()
                .flatMap(text -> QuotedGlob.files(text).stream())
                .toList();
        if (checkpoints.size() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Only one model was given, '" + checkpoints.get(0) + "'.",
                    "Give at least two to compare.");
        }
        reduction.check("whole kernels are compared by one method");
        files.check(maker());
        super.check();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        List<ArrayReference> references = checkpoints.stream().map(place::file).toList();
        List<Problem> problems = model().problems(place, references);
        List<IndexShape> shapes = problems.stream().map(Problem::observedShape).toList();
        Optional<ReducedAxes> reduced = reduction.reduction().map(given -> ReducedAxes.ofAll(given, shapes));
        IndexShape smallest = Collections.min(shapes, Comparator.comparingLong(IndexShape::size));
        EstimatorOptions options = options(smallest, place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        List<RememberedModel> models = problems.stream()
                .map(problem -> new RememberedModel(backend, problem))
                .toList();
        List<String> names = ModelNames.of(references);
        if (reduced.isEmpty() && shapes.stream().distinct().count() > 1) {
            return show(ofDifferentSizes(names, references, problems, models, options, watch, place), progress);
        }
        MetricEstimates matrix = reduced.isPresent()
                ? reduced(reduced.get(), models, options)
                : MetricEstimates.ofModels(place.runtime().metrics().all(), models, options);
        Computation computation = new Computation(backend, problems, options.seed(), watch.seconds(), place.read());
        Comparison comparison = asGiven ? Comparison.asGiven(names, matrix) : Comparison.clustered(names, matrix);
        NetworkMatrices networks = NetworkMatrices.of(
                comparison.shownNames(),
                NetworkMetrics.of(problems.get(0)),
                comparison.order().stream().map(i -> models.get(i).network()).toList());
        return show(new ComparisonReport(comparison, reduced, networks, references, options, computation), progress);
    }

    private MetricEstimates reduced(ReducedAxes axes, List<RememberedModel> models, EstimatorOptions options) {
        return MetricEstimates.ofReduced(
                ReducedKernel.matrices(axes.reduction(), reduction.estimator(), models, options));
    }

    /** Kernels on different spaces cannot be compared, but each is described, and the representations are compared. */
    private RepresentationReport ofDifferentSizes(
            List<String> names,
            List<ArrayReference> references,
            List<Problem> problems,
            List<RememberedModel> models,
            EstimatorOptions options,
            Stopwatch watch,
            Workplace place) {
        List<MetricEstimates> kernels = new ArrayList<>();
        for (RememberedModel model : models) {
            model.use(kernel ->
                    kernels.add(MetricEstimates.of(place.runtime().metrics().ofOne(), kernel, options)));
        }
        NetworkMatrices networks = NetworkMatrices.of(
                names,
                NetworkMetrics.of(problems.get(0)),
                models.stream().map(RememberedModel::network).toList());
        List<Integer> order = asGiven
                ? IntStream.range(0, names.size()).boxed().toList()
                : networks.headline().order();
        return new RepresentationReport(
                networks.inOrder(order),
                order.stream().map(references::get).toList(),
                order.stream().map(kernels::get).toList(),
                place.runtime().metrics().ofPairs(),
                order,
                options,
                new Computation(place.backend(), problems, options.seed(), watch.seconds(), place.read()));
    }

    @Override
    List<String> columns() {
        return List.of(
                "model_a,model_b,alignment,standard_error,lower95,upper95",
                "model_a,model_b,effective_dimension_a,effective_dimension_a_standard_error,");
    }

    @Override
    List<Runnable> files(Report report) {
        List<Runnable> all = new ArrayList<>(files.files(report, maker()));
        all.addAll(super.files(report));
        return all;
    }
}
