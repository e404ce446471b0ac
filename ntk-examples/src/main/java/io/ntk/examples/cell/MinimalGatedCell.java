package io.ntk.examples.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * The minimal gated unit of Zhou et al. (International Journal of Automation and Computing 2016): one gate
 * f = σ(W_f x + U_f h + b_f) that both forgets and updates, h̃ = tanh(W_h x + U_h (f ∘ h) + b_h), h' = h + f ∘ (h̃ − h).
 */
public final class MinimalGatedCell implements Cell {
    /** Makes the cell. */
    public MinimalGatedCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("gate.weight_x", hiddenSize, inputSize)
                .weight("gate.weight_h", hiddenSize, hiddenSize)
                .vector("gate.offset", hiddenSize)
                .weight("candidate.weight_x", hiddenSize, inputSize)
                .weight("candidate.weight_h", hiddenSize, hiddenSize)
                .vector("candidate.offset", hiddenSize)
                .build();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A gate = math.sigmoid(
                math.add(theta.linear("gate.weight_x", input), theta.affine("gate.weight_h", "gate.offset", h)));
        A candidate = math.tanh(math.add(
                theta.linear("candidate.weight_x", input),
                theta.affine("candidate.weight_h", "candidate.offset", math.multiply(gate, h))));
        return List.of(math.add(h, math.multiply(gate, math.subtract(candidate, h))));
    }
}
