package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded computation z(p) that is differentiated again and again.
 *
 * <p>Forward mode is two reverse passes: Jᵀw is linear in w, so its derivative with respect to w, weighted with u, is J u.
 * The graph of Jᵀw is recorded once, when it is first needed.
 */
final class AutogradGraph implements AutoCloseable {
    private final DjlEngine engine;
    private final NDArray output;
    private final List<NDArray> leaves;
    private @Nullable Transposed transposed;

    /** Jᵀw, recorded as a function of w. */
    private record Transposed(NDArray weights, List<NDArray> gradients) {}

    /** Called within a recording frame; the graph takes over the leaves p. */
    AutogradGraph(DjlEngine engine, NDArray output, List<NDArray> leaves) {
        this.engine = engine;
        this.output = Frame.keep(connected(output, leaves));
        this.leaves = List.copyOf(leaves);
    }

    /**
     * {@return z + 0 · Σ p: PyTorch refuses to differentiate what was not computed from anything that it follows, such
     * as states when only the readout is differentiated}
     */
    private NDArray connected(NDArray z, List<NDArray> leaves) {
        NDArray zero = engine.scalar(0);
        NDArray sum = z;
        for (NDArray leaf : leaves) {
            sum = sum.add(leaf.sum().mul(zero));
        }
        return sum;
    }

    /** {@return Jᵀv, an array for each leaf} */
    List<NDArray> vjp(NDArray v) {
        return engine.autograd().gradients(List.of(output), leaves, List.of(v));
    }

    /** {@return J u} */
    NDArray jvp(List<NDArray> u) {
        Transposed adjoint = transposed();
        return engine.autograd()
                .gradients(adjoint.gradients, List.of(adjoint.weights), u)
                .singletonOrThrow();
    }

    private synchronized Transposed transposed() {
        Transposed known = transposed;
        if (known == null) {
            known = transpose();
            transposed = known;
        }
        return known;
    }

    private Transposed transpose() {
        try (Frame frame = Frame.recording(engine)) {
            NDArray weights = Frame.keep(output.zerosLike());
            weights.setRequiresGradient(true);
            List<NDArray> gradients = new ArrayList<>();
            for (NDArray gradient :
                    engine.autograd().differentiableGradients(List.of(output), leaves, List.of(weights))) {
                gradients.add(Frame.keep(connected(gradient, List.of(weights))));
            }
            return new Transposed(weights, gradients);
        }
    }

    @Override
    public synchronized void close() {
        output.close();
        leaves.forEach(NDArray::close);
        if (transposed != null) {
            transposed.weights.close();
            transposed.gradients.forEach(NDArray::close);
        }
    }
}
