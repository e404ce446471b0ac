package io.ntk.api.cell;

import java.io.Serializable;

/** PyTorch's parameters of a gated cell: the gates are stacked along the first axis of each weight and bias. */
record GateLayout(int gates, boolean inputBias, boolean stateBias) implements Serializable {
    private static final String BIAS_IH = "bias_ih";
    private static final String BIAS_HH = "bias_hh";

    ParameterLayout parameters(int inputSize, int hiddenSize) {
        int out = Math.multiplyExact(gates, hiddenSize);
        ParameterLayout.Builder layout =
                ParameterLayout.builder().weight("weight_ih", out, inputSize).weight("weight_hh", out, hiddenSize);
        if (inputBias) {
            layout.vector(BIAS_IH, out);
        }
        if (stateBias) {
            layout.vector(BIAS_HH, out);
        }
        return layout.build();
    }

    <A> A fromInput(CellParameters<A> theta, A input) {
        return inputBias ? theta.affine("weight_ih", BIAS_IH, input) : theta.linear("weight_ih", input);
    }

    <A> A fromState(CellParameters<A> theta, A hidden) {
        return stateBias ? theta.affine("weight_hh", BIAS_HH, hidden) : theta.linear("weight_hh", hidden);
    }
}
