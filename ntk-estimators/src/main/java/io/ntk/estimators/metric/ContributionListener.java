package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.metric.AlignmentContributions.Part;
import io.ntk.estimators.statistics.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Gathers what tensors and steps add to an alignment while it is estimated by a
 * {@link io.ntk.estimators.alignment.ProbingAlignment}: from the same vectors, so that the contributions sum to it.
 *
 * <p>Each vector costs, for either network, one product with Jᵀ and one with J for each differentiated tensor.
 */
public final class ContributionListener implements Consumer<Images> {
    static final String METHOD = "contributions";

    private static final Set<Statistic> OF_ALIGNMENT = new Alignment().needed();

    private final Linearization before;
    private final Linearization after;
    private final List<ParameterTensor> layout;
    private final KernelStatistics whole = new KernelStatistics(OF_ALIGNMENT);
    private final Shares byTensor;
    private final Shares byStep;
    private final List<KernelStatistics> within;
    private int vectors;

    /**
     * Has heard nothing yet.
     *
     * @param before the network before training, kernel 0 of the images
     * @param after the same network after training, kernel 1
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} if the two observe or differentiate different things
     */
    public ContributionListener(Linearization before, Linearization after) {
        Problem problem = before.problem();
        if (!before.observationSpace().equals(after.observationSpace())
                || !problem.selectedLayout().equals(after.problem().selectedLayout())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "One network observes " + before.observationSpace() + " and differentiates "
                            + problem.selectedLayout()
                            + ", the other " + after.observationSpace() + " and "
                            + after.problem().selectedLayout() + ".",
                    "Linearize the same model twice, on equally many trials and steps, with the same selection.");
        }
        this.before = before;
        this.after = after;
        this.layout = problem.labelledLayout().tensors();
        this.byTensor = new Shares(layout.size());
        this.within = layout.stream()
                .map(tensor -> new KernelStatistics(OF_ALIGNMENT))
                .toList();
        this.byStep = new Shares(problem.observedShape().sizeOf(Axis.TIME));
    }

    @Override
    public void accept(Images images) {
        vectors += images.vectors().columns();
        whole.accept(images);
        addTensors(images);
        addSteps(images);
    }

    /** A tensor's kernel Θ_p is symmetric, so Tr(Θ_p Θ′) splits into what Q knows and the rest as Tr(ΘΘ′) does. */
    private void addTensors(Images images) {
        TensorImages old = new TensorImages(before, images.vectors());
        TensorImages trained = new TensorImages(after, images.vectors());
        for (int p = 0; p < layout.size(); p++) {
            try (MultiVector left = old.of(layout.get(p));
                    MultiVector right = trained.of(layout.get(p))) {
                Images own = images.under(List.of(left, right));
                within.get(p).accept(own);
                double[] leftDots = left.dots(images.of(1));
                double[] rightDots = images.of(0).dots(right);
                DMatrixRMaj leftInside = own.coordinates(0);
                DMatrixRMaj rightInside = own.coordinates(1);
                if (images.areKnown()) {
                    double known = images.known(0, leftDots, leftInside, images.coordinates(1))
                            + images.known(0, rightDots, images.coordinates(0), rightInside);
                    byTensor.know(p, known / 2);
                } else {
                    double[] draws = Images.rest(leftDots, leftInside, images.coordinates(1));
                    double[] others = Images.rest(rightDots, images.coordinates(0), rightInside);
                    Arrays.setAll(draws, c -> (draws[c] + others[c]) / 2);
                    byTensor.draw(p, draws);
                }
            }
        }
    }

    /** The rows of one step are no symmetric operator: each vector adds ⟨Θx, Θ′x⟩ over these rows. */
    private void addSteps(Images images) {
        int trials = before.problem().inputs().trials();
        double[][] sums = new double[byStep.count()][images.vectors().columns()];
        for (int c = 0; c < images.vectors().columns(); c++) {
            double[] products =
                    StepTraces.byStep(images.of(0).toArray(c), images.of(1).toArray(c), trials, sums.length);
            for (int t = 0; t < sums.length; t++) {
                sums[t][c] = products[t];
            }
        }
        for (int t = 0; t < sums.length; t++) {
            if (images.areKnown()) {
                byStep.know(t, Arrays.stream(sums[t]).sum());
            } else {
                byStep.draw(t, sums[t]);
            }
        }
    }

    /**
     * The contributions after the alignment was estimated.
     *
     * @param alignment the alignment, by the method that told this listener
     * @param options those of the alignment
     * @return contributions that sum to it
     */
    public AlignmentContributions contributions(AlignmentEstimate alignment, EstimatorOptions options) {
        ProbeStatistics statistics = statistics(options);
        Sampled cross = statistics.of(Statistic.INNER_PRODUCT);
        String method = alignment.estimate().estimator();
        return new AlignmentContributions(
                alignment.estimate(),
                parts(
                        method,
                        tensorNames(),
                        byTensor.summingTo(cross),
                        statistics,
                        options,
                        p -> within(p, method, options)),
                steps(method, statistics, options));
    }

    /**
     * The contributions to an alignment that is known without error: those of tensors are as well, those of steps are
     * estimated from the vectors that were told, and sum to the same number.
     *
     * @param alignment the estimate of the alignment
     * @param exact its traces by tensor
     * @param options by which the vectors were chosen
     * @return contributions that sum to it
     */
    public AlignmentContributions contributions(
            AlignmentEstimate alignment, ExactAlignment exact, EstimatorOptions options) {
        ProbeStatistics statistics = statistics(options).knowing(alignment.parts());
        return new AlignmentContributions(
                alignment.estimate(), tensors(alignment, exact, options), steps(METHOD, statistics, options));
    }

    private static Estimate known(double value, AlignmentEstimate alignment, EstimatorOptions options) {
        return Outcome.exact(value).by(alignment.estimate().estimator(), Collections.nCopies(2, Cost.NONE), options);
    }

    private List<Part> steps(String method, ProbeStatistics statistics, EstimatorOptions options) {
        List<Sampled> shares = byStep.summingTo(statistics.of(Statistic.INNER_PRODUCT));
        return parts(method, stepNames(), shares, statistics, options, step -> Optional.empty());
    }

    private Optional<Estimate> within(int tensor, String method, EstimatorOptions options) {
        ProbeStatistics own = statistics(within.get(tensor), options);
        boolean isDefined = own.of(Statistic.SQUARED_NORM).mean(-1) > 0
                && own.of(Statistic.SQUARED_NORM_LATER).mean(-1) > 0;
        return isDefined ? Optional.of(new Alignment().estimate(own).by(method, costs(), options)) : Optional.empty();
    }

    private List<Cost> costs() {
        return Collections.nCopies(2, new Cost(vectors, (long) vectors * layout.size(), vectors));
    }

    /**
     * The contributions to an alignment that is known without error, and which are as well. Nothing needs to have been told.
     *
     * @param alignment the estimate of the alignment
     * @param exact its traces by tensor
     * @param byStep what the steps add to the trace of the product
     * @param options of the alignment
     * @return contributions that sum to it
     */
    AlignmentContributions contributions(
            AlignmentEstimate alignment, ExactAlignment exact, double[] byStep, EstimatorOptions options) {
        AlignmentParts parts = alignment.parts();
        for (int t = 0; t < byStep.length; t++) {
            this.byStep.know(t, byStep[t]);
        }
        List<Sampled> steps = this.byStep.summingTo(new Sampled(parts.crossTrace(), new double[0], 0));
        double norms = Math.sqrt(parts.squaredFrobeniusBefore()) * Math.sqrt(parts.squaredFrobeniusAfter());
        List<String> names = stepNames();
        return new AlignmentContributions(
                alignment.estimate(),
                tensors(alignment, exact, options),
                IntStream.range(0, names.size())
                        .mapToObj(t -> new Part(
                                names.get(t),
                                known(steps.get(t).known() / norms, alignment, options),
                                Optional.empty()))
                        .toList());
    }

    private List<Part> tensors(AlignmentEstimate alignment, ExactAlignment exact, EstimatorOptions options) {
        return IntStream.range(0, layout.size())
                .mapToObj(p -> new Part(
                        layout.get(p).name(),
                        known(exact.contribution(p), alignment, options),
                        Double.isFinite(exact.alone(p))
                                ? Optional.of(known(exact.alone(p), alignment, options))
                                : Optional.empty()))
                .toList();
    }

    private ProbeStatistics statistics(EstimatorOptions options) {
        return statistics(whole, options);
    }

    private ProbeStatistics statistics(KernelStatistics of, EstimatorOptions options) {
        KernelTraits traits = new KernelTraits(before.observationSpace().order(), true);
        return of.of(0, 1, traits, options.probes());
    }

    private List<String> tensorNames() {
        return layout.stream().map(ParameterTensor::name).toList();
    }

    private List<String> stepNames() {
        Problem problem = before.problem();
        return problem.observable().isFinal()
                ? List.of("0")
                : problem.restriction().stepsOf(problem.inputs().steps()).stream()
                        .mapToObj(String::valueOf)
                        .toList();
    }

    private List<Part> parts(
            String method,
            List<String> names,
            List<Sampled> shares,
            ProbeStatistics statistics,
            EstimatorOptions options,
            IntFunction<Optional<Estimate>> within) {
        List<Part> parts = new ArrayList<>();
        for (int p = 0; p < names.size(); p++) {
            Outcome outcome = new Contribution().estimate(statistics.with(Statistic.INNER_PRODUCT, shares.get(p)));
            parts.add(new Part(names.get(p), outcome.by(method, costs(), options), within.apply(p)));
        }
        return parts;
    }
}
