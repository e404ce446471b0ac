package io.ntk.api.cell;

import java.io.Serializable;

/** The right-hand side of dz/dt = f(z, t, x, θ). {@link EulerCell} and {@link Rk4Cell} make it into a {@link Cell}. */
public interface VectorField extends Serializable {
    /**
     * {@return the named parameter tensors in the order of θ}
     *
     * @param inputSize I
     * @param hiddenSize the width H of z
     */
    ParameterLayout parameters(int inputSize, int hiddenSize);

    /**
     * Computes the time derivative of the state.
     *
     * @param <A> the engine's array type
     * @param math the operations
     * @param theta the parameters
     * @param time t, an array of width 1
     * @param input x, of width I, held constant over a step
     * @param state z, of width H
     * @return dz/dt, of width H
     */
    <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state);
}
