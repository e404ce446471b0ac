package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.estimate.Progress;
import java.util.List;
import java.util.Optional;

/**
 * Computes traces of neural tangent kernels and of their products exactly, without forming J and without probes.
 *
 * <p>Parameters enter a step only through affine sites a = W f + b, so J is made of one-step features, local derivatives of the sites
 * and the propagation; the two ways to sum the trace of a product from them stand with the package. Each counts its floating-point
 * operations and its memory from shapes before it begins, and the one of fewer operations that fits the memory limit is taken. Where
 * sites name tensors that are made of the differentiated ones, each element has its slope as a factor; where one parameter makes several
 * elements, J is formed.
 *
 * <p>The trace of a product of kernels of M parameters costs about 2 M² B T flops by features and 2 B² T³ V² by trials, half of that for a
 * square, plus O(B T² S² V) for the inner products of derivatives. The trace of one kernel is much cheaper. The only error is rounding:
 * about 10⁻¹³ relative for a float64 linearization, and about 10⁻⁶ for a float32 linearization, whose states and step Jacobians are
 * in float32.
 *
 * <p>Of linearizations that offer {@link GroupedTrials} instead of step Jacobians, traces of kernels are sums over groups of trials and traces of
 * products are sums over pairs of groups, each of which is computed by whoever has the trials.
 */
public final class ExactNtk {
    /** The name under which estimators offer this method. */
    public static final String NAME = "exact";

    private final MemoryBudget memory;
    private final boolean byTensor;
    private final Progress progress;
    private final TrialPairs pairs;

    /**
     * Makes the method with a memory limit. It tells tensors apart.
     *
     * @param memoryLimit the most bytes of direct buffers in use at once
     */
    public ExactNtk(long memoryLimit) {
        this(new MemoryBudget(memoryLimit), true, Progress.none(), TrialPairs.ALL);
    }

    private ExactNtk(MemoryBudget memory, boolean byTensor, Progress progress, TrialPairs pairs) {
        this.memory = memory;
        this.byTensor = byTensor;
        this.progress = progress;
        this.pairs = pairs;
    }

    /**
     * {@return the same method, which tells a listener how far it is}
     *
     * @param listener is told of products of kernels, which take long
     */
    public ExactNtk reportingTo(Progress listener) {
        return new ExactNtk(memory, byTensor, listener, pairs);
    }

    /**
     * {@return the same method, whose products of kernels are those of all tensors together, {@link TensorProducts#WHOLE}: that may
     * take fewer operations}
     */
    public ExactNtk totals() {
        return new ExactNtk(memory, false, progress, pairs);
    }

    /** {@return the same method, whose products of kernels are summed over some pairs of trials alone} */
    ExactNtk over(TrialPairs some) {
        return new ExactNtk(memory, byTensor, progress, some);
    }

    /**
     * Computes Tr Θ.
     *
     * @param linearization a linearization
     * @return the trace, by parameter tensor
     * @throws NtkException {@link ErrorId#CAPABILITY_MISSING} if the backend does not offer the step structure,
     *     {@link ErrorId#OUT_OF_MEMORY} if the limit is too small
     */
    public TensorTraces trace(Linearization linearization) {
        if (GroupedTrials.of(linearization).isPresent()) {
            return grouped(linearization).trace();
        }
        Optional<SiteTensors> taken = SiteTensors.of(linearization);
        if (taken.isEmpty()) {
            return TensorTraces.of(
                    linearization.problem().labelledLayout().names(),
                    new WholeJacobian(linearization, memory, pairs).squaredNorms());
        }
        SiteTensors tensors = taken.get();
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1), pairs);
        List<ParameterClass> classes = classes(tensors, pieces, pieces);
        try (ThreadTeam workers = workers(pieces)) {
            double[] traces = new KernelTrace(pieces, workers, memory, linearization, progress)
                    .compute(classes, tensors.layout().tensors().size());
            return TensorTraces.of(tensors.differentiated().names(), tensors.byDifferentiated(traces));
        }
    }

    private GroupedNtk grouped(Linearization... models) {
        return new GroupedNtk(List.of(models), memory.limit(), byTensor, progress);
    }

    private ThreadTeam workers(ModelPieces pieces) {
        UnusedBuffers.collectBeyond(memory.limit());
        return new ThreadTeam(pieces.products().threads());
    }

    /**
     * Computes Tr Θ² = ‖Θ‖²_F.
     *
     * @param linearization a linearization
     * @return the squared norm, by pairs of tensors
     * @throws NtkException as {@link #trace} does
     */
    public TensorProducts squaredFrobenius(Linearization linearization) {
        if (GroupedTrials.of(linearization).isPresent()) {
            return grouped(linearization).squaredFrobenius();
        }
        Optional<SiteTensors> tensors = SiteTensors.of(linearization);
        if (tensors.isEmpty()) {
            WholeJacobian whole = new WholeJacobian(linearization, memory, pairs);
            return product(linearization.problem(), whole, whole);
        }
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1), pairs);
        try (ThreadTeam workers = workers(pieces)) {
            Contractions contractions = contractions(tensors.get(), pieces, pieces, workers);
            Contraction chosen = contractions.cheapest(pieces, pieces);
            return contractions.product(chosen, WorkMeter.of(progress, List.of(chosen), List.of(linearization)));
        }
    }

    /**
     * Computes Tr(Θ_a Θ_b).
     *
     * @param a a linearization
     * @param b a linearization of the same model with the same numbers of trials and steps
     * @return the trace, by pairs of tensors
     * @throws NtkException as {@link #trace} does, and {@link ErrorId#SPACE_MISMATCH} if the two differ in more than the
     *     values of parameters, inputs and initial state
     */
    public TensorProducts crossTrace(Linearization a, Linearization b) {
        requireComparable(a, b);
        if (GroupedTrials.of(a).isPresent()) {
            return grouped(a, b).crossTrace();
        }
        Optional<SiteTensors> tensors = SiteTensors.of(a, b);
        if (tensors.isEmpty()) {
            return product(a.problem(), new WholeJacobian(a, memory, pairs), new WholeJacobian(b, memory, pairs));
        }
        ModelPieces left = new ModelPieces(a, memory.keptBy(2), pairs);
        ModelPieces right = new ModelPieces(b, memory.keptBy(2), pairs);
        try (ThreadTeam workers = workers(left)) {
            Contractions contractions = contractions(tensors.get(), left, right, workers);
            Contraction chosen = contractions.cheapest(left, right);
            return contractions.product(chosen, WorkMeter.of(progress, List.of(chosen), List.of(a, b)));
        }
    }

    /**
     * Computes the alignment of two kernels. The alignment of a network with itself is 1 to the last bit.
     *
     * @param before a linearization
     * @param after a linearization of the same model with the same numbers of trials and steps
     * @return its three traces
     * @throws NtkException as {@link #crossTrace} does
     */
    public ExactAlignment alignment(Linearization before, Linearization after) {
        requireComparable(before, after);
        if (GroupedTrials.of(before).isPresent()) {
            return grouped(before, after).alignment();
        }
        Optional<SiteTensors> taken = SiteTensors.of(before, after);
        if (taken.isEmpty()) {
            return wholeAlignment(before, after);
        }
        ModelPieces left = new ModelPieces(before, memory.keptBy(2), pairs);
        ModelPieces right = new ModelPieces(after, memory.keptBy(2), pairs);
        try (ThreadTeam workers = workers(left)) {
            Contractions contractions = contractions(taken.get(), left, right, workers);
            Contraction ofFirst = contractions.cheapest(left, left);
            if (Identity.sameNetwork(before, after)) {
                WorkMeter meter = WorkMeter.of(progress, List.of(ofFirst), List.of(before));
                TensorProducts first = contractions.product(ofFirst, meter);
                return new ExactAlignment(first, first, first);
            }
            Contraction ofBoth = contractions.cheapest(left, right);
            Contraction ofLast = contractions.cheapest(right, right);
            WorkMeter meter = WorkMeter.of(progress, List.of(ofFirst, ofBoth, ofLast), List.of(before, after));
            TensorProducts first = contractions.product(ofFirst, meter);
            return new ExactAlignment(contractions.product(ofBoth, meter), first, contractions.product(ofLast, meter));
        }
    }

    private ExactAlignment wholeAlignment(Linearization before, Linearization after) {
        WholeJacobian left = new WholeJacobian(before, memory, pairs);
        TensorProducts first = product(before.problem(), left, left);
        if (Identity.sameNetwork(before, after)) {
            return new ExactAlignment(first, first, first);
        }
        WholeJacobian right = new WholeJacobian(after, memory, pairs);
        return new ExactAlignment(
                product(before.problem(), left, right), first, product(before.problem(), right, right));
    }

    private TensorProducts product(Problem problem, WholeJacobian left, WholeJacobian right) {
        List<String> names = problem.labelledLayout().names();
        double[][] byTensors = left.squaredProducts(right);
        return byTensor
                ? TensorProducts.of(names, byTensors, left.count())
                : TensorProducts.of(
                        List.of(TensorProducts.WHOLE),
                        new Parts(List.of(TensorProducts.WHOLE), new int[names.size()]).sum(byTensors),
                        left.count());
    }

    private Contractions contractions(SiteTensors tensors, ModelPieces left, ModelPieces right, ThreadTeam workers) {
        Parts parts = byTensor ? tensors.byTensor() : tensors.whole();
        return new Contractions(classes(tensors, left, right), parts, workers, memory);
    }

    static List<ParameterClass> classes(SiteTensors tensors, ModelPieces left, ModelPieces right) {
        return classes(tensors.layout(), left, right);
    }

    static List<ParameterClass> classes(ParameterLayout layout, ModelPieces left, ModelPieces right) {
        int[] representative = new int[left.sites().size()];
        for (int j = 0; j < representative.length; j++) {
            representative[j] = j;
            for (int earlier = j - 1; earlier >= 0; earlier--) {
                if (left.sameJacobian(j, earlier) && right.sameJacobian(j, earlier)) {
                    representative[j] = earlier;
                }
            }
        }
        return ParameterClasses.of(layout, left.sites(), representative);
    }

    /** Where sites do not name the differentiated parameters, J is formed if the sites differ. */
    private static boolean haveComparableSites(Linearization a, Linearization b) {
        StepStructure left = a.requireStructure(NAME);
        StepStructure right = b.requireStructure(NAME);
        return left.usedParameters().isPresent()
                || right.usedParameters().isPresent()
                || left.sites().equals(right.sites());
    }

    /** Where trials are in groups, those who have their steps compare the sites. */
    private static boolean areGrouped(Linearization a, Linearization b) {
        boolean left = GroupedTrials.of(a).isPresent();
        if (left != GroupedTrials.of(b).isPresent()) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Method '" + NAME + "' was given one network whose trials are divided on a cluster, and one whose"
                            + " trials are not.",
                    "Linearize both with one backend.");
        }
        return left;
    }

    private static void requireComparable(Linearization a, Linearization b) {
        if (a instanceof OneStepLinearization != b instanceof OneStepLinearization) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Method '" + NAME + "' does not compare a neural tangent kernel with a one-step kernel.",
                    "Use naive, or a method that samples.");
        }
        Problem left = a.problem();
        Problem right = b.problem();
        if (!left.selectedLayout().equals(right.selectedLayout())
                || !left.observedShape().equals(right.observedShape())
                || left.observable() != right.observable()
                || !left.restriction().equals(right.restriction())
                || !(areGrouped(a, b) || haveComparableSites(a, b))) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Method '" + NAME + "' was given the " + left.observable().label() + " of shape "
                            + left.observedShape() + " with parameters " + left.selectedLayout() + ", and the "
                            + right.observable().label() + " of shape " + right.observedShape() + " with parameters "
                            + right.selectedLayout() + ".",
                    "Linearize the same model twice, with equal numbers of trials and steps and the same selection.");
        }
    }
}
