package io.ntk.api.cell;

import java.io.Serializable;
import java.util.List;

/**
 * One step of a recurrent model, s_t = f(s_{t−1}, x_t, t, θ), written once and run by every engine.
 *
 * <p>The state has one or more parts, each {@code [trials, hiddenSize]}. {@link #step} must be a pure function of its
 * arguments: engines may call it any number of times, and some call it only once to record the operations.
 *
 * <p>A cell is serializable because a cluster linearizes models on other machines, which have the same class path. It
 * must hold nothing but its constants.
 */
public interface Cell extends Serializable {
    /**
     * Gives the named parameter tensors and their order in θ.
     *
     * @param inputSize the width I of the input
     * @param hiddenSize the width H of each state part
     * @return the layout; tensors are {@code [out, in]} weights or {@code [out]} vectors
     */
    ParameterLayout parameters(int inputSize, int hiddenSize);

    /** {@return the number of arrays in the state; an LSTM has two} */
    default int stateParts() {
        return 1;
    }

    /** {@return the index of the state part that is observed as z} */
    default int observedPart() {
        return 0;
    }

    /**
     * Advances every trial by one step.
     *
     * @param <A> the engine's array type
     * @param math the operations
     * @param theta the parameters
     * @param input x_t, of width I
     * @param state s_{t−1}, {@link #stateParts()} arrays of width H
     * @return s_t, {@link #stateParts()} arrays of width H
     */
    <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state);
}
