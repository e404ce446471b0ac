package io.ntk.api.cell;

import java.util.List;

/**
 * The gated recurrent unit as {@code torch.nn.GRU} defines it: gate order r, z, n, and the reset gate applied after the
 * affine map of the state, n = tanh(x W_inᵀ + b_in + r ∘ (h W_hnᵀ + b_hn)); h' = (1 − z) ∘ n + z ∘ h.
 */
public final class GruCell implements Cell {
    private final GateLayout gates;

    /**
     * Makes the cell.
     *
     * @param bias whether bias_ih and bias_hh exist
     */
    public GruCell(boolean bias) {
        this(bias, bias);
    }

    /**
     * Makes a cell that may have one bias for each gate instead of two.
     *
     * @param inputBias whether bias_ih exists
     * @param stateBias whether bias_hh exists
     */
    public GruCell(boolean inputBias, boolean stateBias) {
        this.gates = new GateLayout(3, inputBias, stateBias);
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return gates.parameters(inputSize, hiddenSize);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        int size = math.width(h);
        A fromInput = gates.fromInput(theta, input);
        A fromState = gates.fromState(theta, h);
        A resetAndUpdate =
                math.sigmoid(math.add(math.slice(fromInput, 0, 2 * size), math.slice(fromState, 0, 2 * size)));
        A reset = math.slice(resetAndUpdate, 0, size);
        A update = math.slice(resetAndUpdate, size, 2 * size);
        A candidate = math.tanh(math.add(
                math.slice(fromInput, 2 * size, 3 * size),
                math.multiply(reset, math.slice(fromState, 2 * size, 3 * size))));
        return List.of(math.add(candidate, math.multiply(update, math.subtract(h, candidate))));
    }
}
