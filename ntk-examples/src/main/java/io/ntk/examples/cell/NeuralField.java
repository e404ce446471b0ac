package io.ntk.examples.cell;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.VectorField;

/**
 * The vector field of a neural ordinary differential equation (Chen et al., NeurIPS 2018) with one hidden layer as wide as
 * the state, dz/dt = W₂ tanh(W₁ z + U x + b₁) + b₂.
 */
public final class NeuralField implements VectorField {
    /** Makes the field. */
    public NeuralField() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("hidden.weight", hiddenSize, hiddenSize)
                .weight("hidden.weight_x", hiddenSize, inputSize)
                .vector("hidden.offset", hiddenSize)
                .weight("slope.weight", hiddenSize, hiddenSize)
                .vector("slope.offset", hiddenSize)
                .build();
    }

    @Override
    public <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state) {
        A hidden = math.tanh(math.add(
                theta.affine("hidden.weight", "hidden.offset", state), theta.linear("hidden.weight_x", input)));
        return theta.affine("slope.weight", "slope.offset", hidden);
    }
}
