package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.List;

/**
 * Computes traces of neural tangent kernels and of their products exactly, without forming J and without probes.
 *
 * <p>Parameters enter a step only through affine sites a = W f + b. With one-step features f, local derivatives D of
 * the sites and the propagation P, the block of J for a site is P D ⊗ f. Then
 * Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F = ‖Σ_b Σ_{s,r} f_a(bs) ⊗ f_b(br) ⊗ G_b(s, r)‖²_F with
 * G_b(s, r) = D_{a,s}ᵀ P_a(·,s)ᵀ P_b(·,r) D_{b,r}, which follows from recursions over the steps. The contributions of a
 * tensor that enters at several sites are summed before the norm is taken.
 *
 * <p>The trace of a product costs about 2 M² B T flops (half of that for a square) plus O(B T² S² w) for G, and memory
 * for one slab of columns at a time. M is the number of parameters, so the method suits models of up to some tens of
 * thousands of parameters. The trace of one kernel is much cheaper. The only error is rounding: about 10⁻¹³ relative
 * for a float64 linearization, and about 10⁻⁶ for a float32 linearization, whose states and step Jacobians are in
 * float32.
 */
public final class ExactNtk {
    /** The name under which estimators offer this method. */
    public static final String NAME = "exact";

    private final MemoryBudget memory;

    /**
     * Makes the method with a memory limit.
     *
     * @param memoryLimit the most bytes of direct buffers in use at once
     */
    public ExactNtk(long memoryLimit) {
        this.memory = new MemoryBudget(memoryLimit);
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
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1));
        ParameterLayout layout = linearization.problem().selectedLayout();
        List<ParameterClass> classes = classes(layout, pieces, pieces);
        try (ThreadTeam workers = workers(pieces)) {
            double[] traces = new KernelTrace(pieces, workers, memory)
                    .compute(classes, layout.tensors().size());
            return TensorTraces.of(layout.names(), traces);
        }
    }

    private static ThreadTeam workers(ModelPieces pieces) {
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
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1));
        ParameterLayout layout = linearization.problem().selectedLayout();
        try (ThreadTeam workers = workers(pieces)) {
            return product(layout, pieces, pieces, classes(layout, pieces, pieces), workers);
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
        ModelPieces left = new ModelPieces(a, memory.keptBy(2));
        ModelPieces right = new ModelPieces(b, memory.keptBy(2));
        ParameterLayout layout = a.problem().selectedLayout();
        try (ThreadTeam workers = workers(left)) {
            return product(layout, left, right, classes(layout, left, right), workers);
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
        ModelPieces left = new ModelPieces(before, memory.keptBy(2));
        ModelPieces right = new ModelPieces(after, memory.keptBy(2));
        ParameterLayout layout = before.problem().selectedLayout();
        List<ParameterClass> classes = classes(layout, left, right);
        try (ThreadTeam workers = workers(left)) {
            TensorProducts first = product(layout, left, left, classes, workers);
            if (Identity.sameNetwork(before, after)) {
                return new ExactAlignment(first, first, first);
            }
            return new ExactAlignment(
                    product(layout, left, right, classes, workers),
                    first,
                    product(layout, right, right, classes, workers));
        }
    }

    private TensorProducts product(
            ParameterLayout layout,
            ModelPieces left,
            ModelPieces right,
            List<ParameterClass> classes,
            ThreadTeam workers) {
        KernelProduct product = new KernelProduct(ModelPair.of(left, right), classes, workers, memory);
        return TensorProducts.of(
                layout.names(), product.compute(layout.tensors().size()));
    }

    private static List<ParameterClass> classes(ParameterLayout layout, ModelPieces left, ModelPieces right) {
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

    private static void requireComparable(Linearization a, Linearization b) {
        Problem left = a.problem();
        Problem right = b.problem();
        if (!left.selectedLayout().equals(right.selectedLayout())
                || !left.observedShape().equals(right.observedShape())
                || left.observable() != right.observable()
                || !a.requireStructure(NAME)
                        .sites()
                        .equals(b.requireStructure(NAME).sites())) {
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
