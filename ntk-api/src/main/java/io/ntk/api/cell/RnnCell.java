package io.ntk.api.cell;

import java.util.List;

/** The Elman network h' = φ(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), as {@code torch.nn.RNN}. */
public final class RnnCell implements Cell {
    /** The function φ. */
    public enum Activation {
        /** tanh. */
        TANH,
        /** max(·, 0). */
        RELU
    }

    private final Activation activation;
    private final GateLayout gates;

    /**
     * Makes the cell.
     *
     * @param activation the function φ
     * @param bias whether b_ih and b_hh exist
     */
    public RnnCell(Activation activation, boolean bias) {
        this(activation, bias, bias);
    }

    /**
     * Makes a cell that may have one bias instead of two.
     *
     * @param activation the function φ
     * @param inputBias whether b_ih exists
     * @param stateBias whether b_hh exists
     */
    public RnnCell(Activation activation, boolean inputBias, boolean stateBias) {
        this.activation = activation;
        this.gates = new GateLayout(1, inputBias, stateBias);
    }

    @Override
    public boolean hasEquationsOf(Cell other) {
        return other instanceof RnnCell cell && activation == cell.activation;
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return gates.parameters(inputSize, hiddenSize);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A a = math.add(gates.fromInput(theta, input), gates.fromState(theta, state.get(0)));
        return List.of(activation == Activation.TANH ? math.tanh(a) : math.relu(a));
    }
}
