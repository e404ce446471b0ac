package io.ntk.bench.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * The long short-term memory with peepholes of Gers, Schraudolph and Schmidhuber (JMLR 2002): each gate sees the cell's
 * state through a vector, i = σ(… + p_i ∘ c), f = σ(… + p_f ∘ c), o = σ(… + p_o ∘ c'). The weights on inputs and states
 * have the same sizes as in PyTorch's LSTM.
 */
public final class PeepholeLstmCell implements Cell {
    /** Makes the cell. */
    public PeepholeLstmCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        ParameterLayout.Builder layout = ParameterLayout.builder();
        for (String gate : List.of("input", "forget", "candidate", "output")) {
            layout.weight(gate + ".weight_x", hiddenSize, inputSize)
                    .weight(gate + ".weight_h", hiddenSize, hiddenSize)
                    .vector(gate + ".offset", hiddenSize);
            if (!gate.equals("candidate")) {
                layout.vector(gate + ".peephole", hiddenSize);
            }
        }
        return layout.build();
    }

    @Override
    public int stateParts() {
        return 2;
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A c = state.get(1);
        A in = gate(math, theta, "input", input, h, c);
        A forget = gate(math, theta, "forget", input, h, c);
        A candidate = math.tanh(sum(math, theta, "candidate", input, h));
        A nextC = math.add(math.multiply(forget, c), math.multiply(in, candidate));
        A out = gate(math, theta, "output", input, h, nextC);
        return List.of(math.multiply(out, math.tanh(nextC)), nextC);
    }

    private static <A> A gate(CellMath<A> math, CellParameters<A> theta, String gate, A input, A h, A c) {
        A seen = math.multiply(theta.vector(gate + ".peephole"), c);
        return math.sigmoid(math.add(sum(math, theta, gate, input, h), seen));
    }

    private static <A> A sum(CellMath<A> math, CellParameters<A> theta, String gate, A input, A h) {
        return math.add(theta.affine(gate + ".weight_x", gate + ".offset", input), theta.linear(gate + ".weight_h", h));
    }
}
