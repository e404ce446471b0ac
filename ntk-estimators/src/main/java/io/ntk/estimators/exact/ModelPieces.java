package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.StepStructure.AffineSite;
import io.ntk.estimators.exact.ParameterClass.SiteFeature;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of one linearization, cached as far as memory allows, because every slab of columns needs them. Trials of which nothing is
 * looked at are left out, and the others are in the order of their groups, and within those of their lengths.
 */
final class ModelPieces {
    private record Piece(int site, int trial) {}

    /** The role of a buffer for pieces that are not cached. */
    private record Scratch(ModelPieces model, int site) {}

    private static final int STATE = -1;
    private static final int WHOLE = -2;
    private static final int OBSERVED = -3;
    private static final int DIRECTIONS = -4;

    private final String method;
    private final StepStructure structure;
    private final List<AffineSite> sites;
    /** For each site the shape that the engine states, or null if it states none. */
    private final @Nullable SiteShape[] stated;
    /** The trials of the problem. */
    private final int[] trials;
    /** The steps of each. */
    private final int[] steps;
    /** The steps of all before each. */
    private final int[] stepsBefore;

    private final Precision precision;
    private final TrialPairs pairs;
    private final Restriction restriction;
    private final boolean finalOnly;
    private final long keepBytes;
    private final Map<Piece, DoubleBuffer> kept = new ConcurrentHashMap<>();
    private final AtomicLong bytesKept = new AtomicLong();
    private final SiteShape[] shapes;
    private final boolean[][] alike;
    private final @Nullable SquaredSlopes slopes;
    private final int observedSize;

    /** The pieces for {@link ExactNtk} where all pairs of trials are summed. */
    ModelPieces(Linearization linearization, long keepBytes) {
        this(linearization, keepBytes, TrialPairs.ALL);
    }

    /** The pieces for {@link ExactNtk} where the given pairs of trials are summed. */
    ModelPieces(Linearization linearization, long keepBytes, TrialPairs pairs) {
        this(ExactNtk.NAME, linearization, keepBytes, pairs);
    }

    /**
     * Reads every trial once to find the shapes of the site Jacobians and which of them are equal.
     *
     * @param method the method that needs them, for messages
     * @param linearization the source of the pieces
     * @param keepBytes the most bytes of cached pieces
     * @param pairs the pairs of trials that will be summed
     */
    ModelPieces(String method, Linearization linearization, long keepBytes, TrialPairs pairs) {
        this.method = method;
        this.pairs = pairs;
        this.structure = linearization.requireStructure(method);
        this.sites = structure.sites();
        this.stated = IntStream.range(0, sites.size())
                .mapToObj(site -> SiteShape.stated(structure, site))
                .toArray(SiteShape[]::new);
        Problem problem = linearization.problem();
        int[] used = problem.usedSteps();
        this.trials = IntStream.range(0, used.length)
                .filter(trial -> used[trial] > 0)
                .boxed()
                .sorted(Comparator.<Integer, Integer>comparing(pairs::groupOf).thenComparing(trial -> used[trial]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.steps = Arrays.stream(trials).map(trial -> used[trial]).toArray();
        this.stepsBefore = new int[steps.length + 1];
        for (int trial = 0; trial < steps.length; trial++) {
            stepsBefore[trial + 1] = Math.addExact(stepsBefore[trial], steps[trial]);
        }
        this.precision = problem.precision();
        this.restriction = problem.restriction();
        this.finalOnly = problem.observable().isFinal();
        this.keepBytes = keepBytes;
        this.shapes = new SiteShape[sites.size()];
        this.alike = new boolean[sites.size()][sites.size()];
        this.slopes = structure.usedParameters().map(SquaredSlopes::new).orElse(null);
        this.observedSize = problem.observedShape().sizeOf(Axis.UNIT);
        learnShapes();
    }

    /** {@return the slopes of the tensors that sites name, or null if those are the differentiated ones} */
    @Nullable
    SquaredSlopes slopes() {
        return slopes;
    }

    private void learnShapes() {
        DoubleBuffer[] jacobians = new DoubleBuffer[sites.size()];
        SiteShape.Learner[] learners = new SiteShape.Learner[sites.size()];
        for (int j = 0; j < jacobians.length; j++) {
            jacobians[j] = DirectBuffers.allocate(method, steps() * sourcePerStep(j));
            learners[j] = new SiteShape.Learner(perturbationSize(), sites.get(j).width());
            for (int l = 0; l < j; l++) {
                alike[j][l] = haveOneForm(j, l);
            }
        }
        for (int trial = 0; trial < trials.length; trial++) {
            for (int j = 0; j < jacobians.length; j++) {
                readSource(j, trial, jacobians[j]);
                learners[j].include(stated[j], jacobians[j], steps[trial]);
                for (int l = 0; l < j; l++) {
                    alike[j][l] = alike[j][l] && jacobians[j].equals(jacobians[l]);
                }
            }
        }
        Arrays.setAll(shapes, j -> learners[j].shape());
    }

    private boolean haveOneForm(int site, int earlier) {
        SiteShape of = stated[site];
        SiteShape other = stated[earlier];
        return sites.get(site).width() == sites.get(earlier).width()
                && (of == null ? other == null : other != null && of.hasElementsOf(other));
    }

    /** The elements of D at a step that are read of the engine. */
    private long sourcePerStep(int site) {
        SiteShape known = stated[site];
        return known == null ? sitePerStep(site) : known.nonZeros();
    }

    /** Reads D of a site at every step of a trial: all of it, or the elements that the engine states. */
    private void readSource(int site, int trial, DoubleBuffer out) {
        if (stated[site] == null) {
            structure.siteJacobians(site, trials[trial], out);
        } else {
            structure.siteElements(site, trials[trial], out);
        }
    }

    /** {@return the precision of the linearization} */
    Precision precision() {
        return precision;
    }

    int stateSize() {
        return structure.stateSize();
    }

    int perturbationSize() {
        return structure.perturbationSize();
    }

    int trials() {
        return trials.length;
    }

    /** {@return whether no pair of trials is summed, because nothing is looked at of a whole group} */
    boolean isWithoutPairs() {
        return trials.length == 0 || group(trials.length - 1) - group(0) != groups() - 1;
    }

    /** {@return the groups of trials between which pairs are summed; 1 if all pairs are} */
    int groups() {
        return pairs.groups();
    }

    /** {@return the group of a trial, which is not smaller than that of the trial before} */
    int group(int trial) {
        return pairs.groupOf(trials[trial]);
    }

    /** {@return whether a pair of trials is summed} */
    boolean areSummed(int trial, int other) {
        return groups() == 1 || group(trial) != group(other);
    }

    /** {@return the steps of the longest trial} */
    int steps() {
        return Arrays.stream(steps).max().orElse(0);
    }

    int steps(int trial) {
        return steps[trial];
    }

    /** {@return the index of a trial in the problem} */
    int number(int trial) {
        return trials[trial];
    }

    /** {@return the steps of all trials before one} */
    int stepsBefore(int trial) {
        return stepsBefore[trial];
    }

    List<AffineSite> sites() {
        return sites;
    }

    DenseProducts products() {
        return structure.products();
    }

    SiteShape shape(int site) {
        return shapes[site];
    }

    /** {@return whether two sites have equal D at every trial and step} */
    boolean sameJacobian(int site, int earlier) {
        return alike[site][earlier];
    }

    /** The elements of A at a step. */
    private long statePerStep() {
        return (long) stateSize() * stateSize();
    }

    /** The elements of D at a step. */
    private long sitePerStep(int site) {
        return (long) perturbationSize() * sites.get(site).width();
    }

    /** {@return the number of elements of the buffers for pieces that are not cached} */
    long scratchElements() {
        long perStep = statePerStep() + observationPerStep();
        for (int j = 0; j < sites.size(); j++) {
            perStep += sitePerStep(j);
        }
        return steps() * perStep;
    }

    /** {@return whether a step of a trial is observed} */
    boolean isObserved(int trial, int step) {
        return finalOnly ? step == steps[trial] - 1 : restriction.includes(trials[trial], step);
    }

    /** {@return whether C is the same at every trial and step} */
    boolean isObservationConstant() {
        return structure.isObservationConstant();
    }

    /** {@return C, [observed, U], where it is the same at every trial and step} */
    double[] observation() {
        return structure.observation();
    }

    int observedSize() {
        return observedSize;
    }

    /** {@return a buffer that begins with C at every step of a trial, [T, observed, U]; it is valid until the next call} */
    DoubleBuffer observations(int trial, DirectBuffers workspace) {
        return piece(
                OBSERVED, trial, observationPerStep(), workspace, out -> structure.observations(trials[trial], out));
    }

    /** The elements of C at a step, where it is not always the same. */
    private long observationPerStep() {
        return isObservationConstant() ? 0 : (long) observedSize * perturbationSize();
    }

    /** {@return a buffer that begins with A at every step of a trial, [T, S, S]; it is valid until the next call} */
    DoubleBuffer stateJacobians(int trial, DirectBuffers workspace) {
        return piece(STATE, trial, statePerStep(), workspace, out -> structure.stateJacobians(trials[trial], out));
    }

    /**
     * Reads D of a site at every step of a trial. The buffer is valid until the next call.
     *
     * @param site its index
     * @param trial the trial
     * @param workspace the source of buffers
     * @return a buffer that begins with {@code [T, U, w]}, or, if D is sparse, with its nonzero elements {@code [T, nonZeros]}
     */
    DoubleBuffer siteJacobians(int site, int trial, DirectBuffers workspace) {
        SiteShape shape = shapes[site];
        if (!shape.isSparse()) {
            return piece(
                    site,
                    trial,
                    sitePerStep(site),
                    workspace,
                    out -> structure.siteJacobians(site, trials[trial], out));
        }
        return piece(site, trial, shape.stored(), workspace, out -> {
            DoubleBuffer all = workspace.get(new Scratch(this, WHOLE), steps() * sourcePerStep(site));
            readSource(site, trial, all);
            shape.extract(stated[site], all, steps[trial], out);
        });
    }

    /**
     * {@return a buffer that begins with the directions of the model's entries at every step of a trial; it is valid until the next call}
     *
     * @param trial the trial
     * @param perStep their elements at a step
     * @param workspace the source of buffers
     * @param read computes them
     */
    DoubleBuffer directions(int trial, long perStep, DirectBuffers workspace, Consumer<DoubleBuffer> read) {
        return piece(DIRECTIONS, trial, perStep, workspace, read);
    }

    /** A piece in a buffer that it fills, if it is kept, else in one that has room for the longest trial's. */
    private DoubleBuffer piece(
            int site, int trial, long perStep, DirectBuffers workspace, Consumer<DoubleBuffer> read) {
        Piece key = new Piece(site, trial);
        DoubleBuffer have = kept.get(key);
        if (have != null) {
            return have;
        }
        long own = steps[trial] * perStep;
        long bytes = own * Double.BYTES;
        boolean keep = bytesKept.addAndGet(bytes) <= keepBytes;
        if (!keep) {
            bytesKept.addAndGet(-bytes);
        }
        DoubleBuffer out =
                keep ? DirectBuffers.allocate(method, own) : workspace.get(new Scratch(this, site), steps() * perStep);
        read.accept(out);
        if (keep) {
            kept.put(key, out);
        }
        return out;
    }

    /**
     * Reads the features of a class at every trial, step and place.
     *
     * @param of the class
     * @return {@code [B, T, places, featureWidth]}, of each trial its own steps
     */
    DoubleBuffer features(ParameterClass of) {
        int places = of.places().size();
        int width = of.featureWidth();
        DoubleBuffer result = DirectBuffers.allocate(method, (long) stepsBefore(trials.length) * places * width);
        for (int place = 0; place < places; place++) {
            List<List<SiteFeature>> sources = of.places().get(place).sources();
            for (int trial = 0; trial < trials.length; trial++) {
                Map<Integer, double[]> raw = rawFeatures(sources, trial);
                double[] sums = new double[steps[trial] * width];
                for (int c = 0; c < width; c++) {
                    for (SiteFeature feature : sources.get(c)) {
                        add(feature, raw, trial, sums, c, width);
                    }
                }
                for (int t = 0; t < steps[trial]; t++) {
                    result.put(((stepsBefore(trial) + t) * places + place) * width, sums, t * width, width);
                }
            }
        }
        return result;
    }

    private Map<Integer, double[]> rawFeatures(List<List<SiteFeature>> sources, int trial) {
        Map<Integer, double[]> raw = new HashMap<>();
        for (List<SiteFeature> column : sources) {
            for (SiteFeature feature : column) {
                if (feature.index() != SiteFeature.ONE) {
                    raw.computeIfAbsent(feature.site(), site -> rawFeatures(site, trial));
                }
            }
        }
        return raw;
    }

    private double[] rawFeatures(int site, int trial) {
        double[] features = new double[steps[trial] * sites.get(site).featureWidth()];
        DoubleBuffer out = DirectBuffers.allocate(method, features.length);
        structure.features(site, trials[trial], out);
        out.get(0, features);
        return features;
    }

    /** Adds a feature at every step to a column of sums {@code [T, width]}. */
    private void add(SiteFeature feature, Map<Integer, double[]> raw, int trial, double[] sums, int column, int width) {
        boolean isOne = feature.index() == SiteFeature.ONE;
        double[] from = isOne ? new double[] {1} : Objects.requireNonNull(raw.get(feature.site()));
        int at = isOne ? 0 : feature.index();
        int stride = isOne ? 0 : sites.get(feature.site()).featureWidth();
        for (int t = 0; t < steps[trial]; t++) {
            sums[t * width + column] += from[t * stride + at];
        }
    }
}
