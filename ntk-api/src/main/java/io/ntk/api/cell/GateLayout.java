package io.ntk.api.cell;

import java.io.Serializable;

/** PyTorch's parameters of a gated cell: the gates are stacked along the first axis of each weight and bias. */
record GateLayout(int gates, boolean bias) implements Serializable {
    ParameterLayout parameters(int inputSize, int hiddenSize) {
        int out = Math.multiplyExact(gates, hiddenSize);
        ParameterLayout.Builder layout =
                ParameterLayout.builder().weight("weight_ih", out, inputSize).weight("weight_hh", out, hiddenSize);
        return bias ? layout.vector("bias_ih", out).vector("bias_hh", out).build() : layout.build();
    }

    <A> A fromInput(CellParameters<A> theta, A input) {
        return bias ? theta.affine("weight_ih", "bias_ih", input) : theta.linear("weight_ih", input);
    }

    <A> A fromState(CellParameters<A> theta, A hidden) {
        return bias ? theta.affine("weight_hh", "bias_hh", hidden) : theta.linear("weight_hh", hidden);
    }
}
