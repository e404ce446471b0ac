package io.ntk.bench.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * The gated recurrent unit as Cho et al. (EMNLP 2014) published it, with the reset gate before the product: n =
 * tanh(W_n x + U_n (r ∘ h) + b_n), h' = z ∘ h + (1 − z) ∘ n. PyTorch applies the reset gate after the product. Both
 * have the same number of weights, so products with the kernel cost the same number of operations.
 */
public final class OriginalGruCell implements Cell {
    /** Makes the cell. */
    public OriginalGruCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        ParameterLayout.Builder layout = ParameterLayout.builder();
        for (String gate : List.of("reset", "update", "candidate")) {
            layout.weight(gate + ".weight_x", hiddenSize, inputSize)
                    .weight(gate + ".weight_h", hiddenSize, hiddenSize)
                    .vector(gate + ".offset", hiddenSize);
        }
        return layout.build();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A reset = math.sigmoid(sum(math, theta, "reset", input, h));
        A update = math.sigmoid(sum(math, theta, "update", input, h));
        A candidate = math.tanh(sum(math, theta, "candidate", input, math.multiply(reset, h)));
        return List.of(math.add(candidate, math.multiply(update, math.subtract(h, candidate))));
    }

    private static <A> A sum(CellMath<A> math, CellParameters<A> theta, String gate, A input, A h) {
        return math.add(theta.affine(gate + ".weight_x", gate + ".offset", input), theta.linear(gate + ".weight_h", h));
    }
}
