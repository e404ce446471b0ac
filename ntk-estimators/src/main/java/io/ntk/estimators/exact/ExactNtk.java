package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.List;

/**
 * Traces of neural tangent kernels and of their products without error, without J and without probes.
 *
 * <p>Parameters enter a step through affine sites a = W f + b only, so with one-step features f, the local derivatives D of
 * the sites and the propagation P, the block of J for a site is P D ⊗ f. Then
 * Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F = ‖Σ_b Σ_{s,r} f_a(bs) ⊗ f_b(br) ⊗ G_b(s, r)‖²_F with
 * G_b(s, r) = D_{a,s}ᵀ P_a(·,s)ᵀ P_b(·,r) D_{b,r}, which recursions over the steps give. A tensor that enters at several
 * sites gets the sum of their contributions before the norm is taken.
 *
 * <p>The trace of a product takes about 2 M² B T floating-point operations (half of that for a square), beside O(B T² S² w)
 * for G, and memory for a slab of its columns at a time; M is the number of parameters, so this is for models of up to some
 * tens of thousands. The trace of one kernel is much cheaper. The error is that of rounding: about 10⁻¹³ relative in
 * float64. Where the linearization was made in float32, so were states and step Jacobians, and 10⁻⁶ is to be expected.
 */
public final class ExactNtk {
    /** The name under which estimators offer this method. */
    public static final String NAME = "exact";

    private final MemoryBudget memory;

    /**
     * Fixes the memory.
     *
     * @param memoryLimit how many bytes of direct buffers may be used at once
     */
    public ExactNtk(long memoryLimit) {
        this.memory = new MemoryBudget(memoryLimit);
    }

    /**
     * Tr Θ.
     *
     * @param linearization of a model
     * @return the trace, tensor by tensor
     * @throws NtkException {@link ErrorId#CAPABILITY_MISSING} if the backend does not offer the step structure,
     *     {@link ErrorId#OUT_OF_MEMORY} if the limit is too small
     */
    public TensorTraces trace(Linearization linearization) {
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1));
        ParameterLayout layout = linearization.problem().selectedLayout();
        List<ParameterClass> classes = classes(layout, pieces, pieces);
        try (Workers workers = workers(pieces)) {
            double[] traces = new KernelTrace(pieces, workers, memory)
                    .compute(classes, layout.tensors().size());
            return TensorTraces.of(layout.names(), traces);
        }
    }

    private static Workers workers(ModelPieces pieces) {
        return new Workers(pieces.products().threads());
    }

    /**
     * Tr Θ² = ‖Θ‖²_F.
     *
     * @param linearization of a model
     * @return the squared norm, by pairs of tensors
     * @throws NtkException as {@link #trace} does
     */
    public TensorProducts squaredFrobenius(Linearization linearization) {
        ModelPieces pieces = new ModelPieces(linearization, memory.keptBy(1));
        ParameterLayout layout = linearization.problem().selectedLayout();
        try (Workers workers = workers(pieces)) {
            return product(layout, pieces, pieces, classes(layout, pieces, pieces), workers);
        }
    }

    /**
     * Tr(Θ_a Θ_b).
     *
     * @param a of a model
     * @param b of the same model on as many trials and steps, at other parameters
     * @return the trace, by pairs of tensors
     * @throws NtkException as {@link #trace} does, and {@link ErrorId#SPACE_MISMATCH} if the two differ in more than the
     *     values of parameters, inputs and initial state
     */
    public TensorProducts crossTrace(Linearization a, Linearization b) {
        requireComparable(a, b);
        ModelPieces left = new ModelPieces(a, memory.keptBy(2));
        ModelPieces right = new ModelPieces(b, memory.keptBy(2));
        ParameterLayout layout = a.problem().selectedLayout();
        try (Workers workers = workers(left)) {
            return product(layout, left, right, classes(layout, left, right), workers);
        }
    }

    /**
     * The alignment of two kernels. That of a network with itself is 1 to the last bit.
     *
     * @param before of a model
     * @param after of the same model on as many trials and steps, at other parameters
     * @return its three traces
     * @throws NtkException as {@link #crossTrace} does
     */
    public ExactAlignment alignment(Linearization before, Linearization after) {
        requireComparable(before, after);
        ModelPieces left = new ModelPieces(before, memory.keptBy(2));
        ModelPieces right = new ModelPieces(after, memory.keptBy(2));
        ParameterLayout layout = before.problem().selectedLayout();
        List<ParameterClass> classes = classes(layout, left, right);
        try (Workers workers = workers(left)) {
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
            Workers workers) {
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
                    "Linearize the same model twice, on as many trials and steps, with the same selection.");
        }
    }
}
