package io.ntk.api.cell;

import java.util.List;

/**
 * The long short-term memory as {@code torch.nn.LSTM} defines it: gate order i, f, g, o; c' = f ∘ c + i ∘ g;
 * h' = o ∘ tanh(c'). The state parts are h, which is observed, and c.
 */
public final class LstmCell implements Cell {
    private final GateLayout gates;

    /**
     * Makes the cell.
     *
     * @param bias whether bias_ih and bias_hh exist
     */
    public LstmCell(boolean bias) {
        this(bias, bias);
    }

    /**
     * Makes a cell that may have one bias for each gate instead of two.
     *
     * @param inputBias whether bias_ih exists
     * @param stateBias whether bias_hh exists
     */
    public LstmCell(boolean inputBias, boolean stateBias) {
        this.gates = new GateLayout(4, inputBias, stateBias);
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return gates.parameters(inputSize, hiddenSize);
    }

    @Override
    public int stateParts() {
        return 2;
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A c = state.get(1);
        int size = math.width(h);
        A a = math.add(gates.fromInput(theta, input), gates.fromState(theta, h));
        A inputAndForget = math.sigmoid(math.slice(a, 0, 2 * size));
        A candidate = math.tanh(math.slice(a, 2 * size, 3 * size));
        A output = math.sigmoid(math.slice(a, 3 * size, 4 * size));
        A nextC = math.add(
                math.multiply(math.slice(inputAndForget, size, 2 * size), c),
                math.multiply(math.slice(inputAndForget, 0, size), candidate));
        return List.of(math.multiply(output, math.tanh(nextC)), nextC);
    }
}
