package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.exact.ExactInstead;
import io.ntk.estimators.metric.CentredAlignment;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.network.NetworkMetrics;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk align}: the alignment of a model's kernels before and after training. */
@Grouped(OptionGroup.ESTIMATOR)
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
            "      --inputs x.npy --report align.html",
            "  ntk align --before a.npz --with propagation --cell gru --inputs x.npy",
            "  ntk align --before small.npz --after large.npz --cell gru --inputs x.npy \\",
            "      --reduce trial,time"
        })
final class AlignCommand extends ModelVerb {
    private static final String ALIGNMENT = "alignment";
    private static final String DISTANCE = "distance";
    private static final String ALL = "all";
    private static final Metric CENTRED = new CentredAlignment();
    private static final Set<String> LEFT_OUT_OF_ALL = Set.of(ALIGNMENT, CENTRED.name());

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "FILE[:PREFIX]",
            description =
                    "The checkpoint before training (.pt, .safetensors, .npz, .h5, .mat, …), and the module in it.")
    private String before = "";

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = "--after",
            paramLabel = "FILE[:PREFIX]",
            description = "The checkpoint after training. Default, beside --with alone: that before.")
    private @Nullable String after;

    @Mixin
    private final OperatorOption operator = new OperatorOption();

    @Option(
            names = "--with",
            paramLabel = "WHAT",
            completionCandidates = Candidates.Operators.class,
            description =
                    "The operator of the checkpoint after training, as for --of: without --after, both operators are of"
                            + " one model. Default: that of --of.")
    private @Nullable String with;

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            completionCandidates = Candidates.Alignments.class,
            description = "The method; 'ntk estimators' lists them, the default first.")
    private @Nullable String estimator;

    @Mixin
    private final ReductionOption reduction = new ReductionOption();

    @Option(
            names = "--distance",
            description = "The same as --metric distance: ‖Θ_f − Θ₀‖ / ‖Θ₀‖, which sees a change of size too.")
    private boolean distance;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            completionCandidates = Candidates.AlignedMetrics.class,
            description =
                    "Also estimate a metric that 'ntk estimators' lists, or all but centred-alignment, which takes as many"
                            + " products again; may be given several times.")
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
    void check() {
        if (reduction.reduction().isPresent()) {
            ReducedKernel.requireKnown(estimator);
            requireReducible();
        }
        super.check();
    }

    /** Refuses what is not known of reduced kernels. */
    private void requireReducible() {
        String other = contributions
                ? "--contributions"
                : distance
                        ? "--distance"
                        : metrics.stream()
                                .filter(name -> !name.equals(CENTRED.name()))
                                .map(name -> "--metric " + name)
                                .findFirst()
                                .orElse("");
        if (!other.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Reduced kernels were asked for together with " + other + ".",
                    "Give --reduce alone or with --metric " + CENTRED.name() + ".");
        }
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        return reduction.reduction().isPresent()
                ? reduced(reduction.reduction().get(), place, progress)
                : whole(place, progress);
    }

    private int reduced(Reduction given, Workplace place, ProgressDisplay progress) {
        Operators operators = operators();
        BeforeAfter pair = ofAnySizes(place);
        List<IndexShape> shapes =
                List.of(operators.of().shape(pair.before()), operators.with().shape(pair.after()));
        ReducedAxes axes = ReducedAxes.ofAll(given, shapes);
        EstimatorOptions options =
                options(Collections.min(shapes, Comparator.comparingLong(IndexShape::order)), place, progress);
        Stopwatch watch = Stopwatch.started();
        try (KernelPair kernels = place.open(pair)) {
            List<PartialTrace> matrices = ReducedKernel.matrices(
                    given,
                    estimator,
                    List.of(
                            use -> use.accept(kernels.before(operators.of())),
                            use -> use.accept(kernels.after(operators.with()))),
                    options);
            AlignmentEstimate found = matrices.get(0).alignment(matrices.get(1));
            AlignmentDetails details = metrics.isEmpty()
                    ? AlignmentDetails.NONE
                    : AlignmentDetails.NONE.and(
                            CENTRED,
                            matrices.get(0)
                                    .centred()
                                    .alignment(matrices.get(1).centred())
                                    .estimate());
            return show(
                    new EstimateReport(
                            operators.subject(after == null, axes),
                            found.estimate(),
                            Optional.of(found.parts()),
                            details.with(after == null ? NetworkChange.NONE : change(pair, kernels)),
                            new Computation(
                                    place.backend(), models(pair), options.seed(), watch.seconds(), place.read()),
                            page -> {
                                KernelPictures.add(page, "Before", matrices.get(0), pair.before());
                                KernelPictures.add(page, "After", matrices.get(1), pair.after());
                            }),
                    progress);
        }
    }

    private BeforeAfter ofAnySizes(Workplace place) {
        if (after == null) {
            return pair(place);
        }
        List<Problem> both = model().problems(place, List.of(place.file(before), place.file(after)));
        return new BeforeAfter(both.get(0), both.get(1));
    }

    private int whole(Workplace place, ProgressDisplay progress) {
        Estimators estimators = place.runtime().estimators();
        AlignmentEstimator chosen = estimator == null ? estimators.defaultAlignment() : estimators.alignment(estimator);
        Operators operators = operators();
        BeforeAfter pair = pair(place);
        EstimatorOptions options = options(chosen.description(), operators.of().shape(pair.before()), place, progress);
        List<Metric> others = metrics(place.runtime().metrics().and(CENTRED));
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (KernelPair kernels = place.open(pair)) {
            Kernel first = kernels.before(operators.of());
            Kernel later = kernels.after(operators.with());
            operators.requireOneSpace(first, later);
            AlignmentRun found = AlignmentRun.of(chosen, first, later, others, contributions, options);
            AlignmentDetails details = found.details().with(after == null ? NetworkChange.NONE : change(pair, kernels));
            AlignmentEstimate result = withAdvice(found.alignment(), operators, pair.before(), backend, options);
            Computation computation =
                    new Computation(backend, models(pair), options.seed(), watch.seconds(), place.read());
            return show(
                    new EstimateReport(
                            operators.subject(after == null),
                            result.estimate(),
                            Optional.of(result.parts()),
                            details,
                            computation,
                            page -> Study.of(page, first, later, options)
                                    .all(
                                            ALIGNMENT,
                                            result.estimate(),
                                            details.contributions(),
                                            fewer -> chosen.estimate(first, later, fewer)
                                                    .estimate())),
                    progress);
        }
    }

    /** Says so where what was asked for could have been had without sampling in less time. */
    private static AlignmentEstimate withAdvice(
            AlignmentEstimate found,
            Operators operators,
            Problem problem,
            AutodiffBackend backend,
            EstimatorOptions options) {
        boolean couldBeExact = found.estimate().standardError().orElse(0) > 0
                && operators.areNtk()
                && backend.capabilities().has(Feature.STRUCTURE);
        return couldBeExact
                ? ExactInstead.ofProducts(problem, options.samples())
                        .map(found::withNote)
                        .orElse(found)
                : found;
    }

    private static List<Problem> models(BeforeAfter pair) {
        return List.of(pair.before(), pair.after());
    }

    private static NetworkChange change(BeforeAfter pair, KernelPair kernels) {
        return NetworkChange.between(NetworkMetrics.of(pair.before()), kernels.networkBefore(), kernels.networkAfter());
    }

    private Operators operators() {
        KernelOperator of = operator.operator();
        Operators operators = new Operators(of, with == null ? of : KernelOperator.parse(with));
        if (after == null) {
            requireTwo(operators);
        }
        return operators;
    }

    /** Refuses to compare an operator of one model with itself. */
    private void requireTwo(Operators ofOneModel) {
        if (with == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "There is no checkpoint to compare with: neither --after nor --with was given.",
                    "Give --after FILE, or --with propagation to compare two operators of one model.");
        }
        if (ofOneModel.of() == ofOneModel.with()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Without --after, --with " + with + " compares the operator of --of with itself.",
                    "Give --after FILE, or another operator to --with or --of.");
        }
    }

    private BeforeAfter pair(Workplace place) {
        if (after == null) {
            Problem only = model().problem(place, place.file(before));
            return new BeforeAfter(only, only);
        }
        return model().pair(place, place.file(before), place.file(after));
    }

    /** {@return what was asked for besides the alignment, in the order of the catalogue} */
    private List<Metric> metrics(Metrics known) {
        Set<Metric> asked = new HashSet<>();
        metrics.stream().filter(name -> !name.equals(ALL)).map(known::named).forEach(asked::add);
        return known.all().stream()
                .filter(metric -> asked.contains(metric)
                        || (distance && metric.name().equals(DISTANCE))
                        || (metrics.contains(ALL) && !LEFT_OUT_OF_ALL.contains(metric.name())))
                .toList();
    }
}
