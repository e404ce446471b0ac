package io.ntk.api.cell;

/** The leaky rate network dz/dt = −z + tanh(z) W_hhᵀ + x W_ihᵀ (+ b). */
public final class LeakyField implements VectorField {
    private final boolean bias;

    /**
     * Makes the field.
     *
     * @param bias whether the vector {@code bias} exists
     */
    public LeakyField(boolean bias) {
        this.bias = bias;
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        ParameterLayout.Builder layout = ParameterLayout.builder()
                .weight("weight_ih", hiddenSize, inputSize)
                .weight("weight_hh", hiddenSize, hiddenSize);
        return bias ? layout.vector("bias", hiddenSize).build() : layout.build();
    }

    @Override
    public <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state) {
        A recurrent = bias
                ? theta.affine("weight_hh", "bias", math.tanh(state))
                : theta.linear("weight_hh", math.tanh(state));
        return math.subtract(math.add(recurrent, theta.linear("weight_ih", input)), state);
    }
}
