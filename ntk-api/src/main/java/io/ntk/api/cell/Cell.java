package io.ntk.api.cell;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * One step of a recurrent model, s_t = f(s_{t−1}, x_t, t, θ), written once and run by every engine.
 *
 * <p>The state has one or more parts, each {@code [trials, hiddenSize]} unless {@link #stateWidths} says otherwise. {@link
 * #step} and {@link #output} must be a pure function of its
 * arguments: engines may call it any number of times, and some call it only once to record the operations.
 *
 * <p>A cell is serializable because a cluster linearizes models on other machines, which have the same class path. It
 * must hold nothing but its constants.
 */
public interface Cell extends Serializable {
    /**
     * Gives the named parameter tensors and their order in θ: what is trained, and what users name, select and count.
     *
     * @param inputSize the width I of the input
     * @param hiddenSize the width H of the observed state part
     * @return the layout; tensors are {@code [out, in]} weights or {@code [out]} vectors
     */
    ParameterLayout parameters(int inputSize, int hiddenSize);

    /**
     * Gives the tensors that {@link #step} and {@link #output} use, and how they are made of θ. By default they are θ.
     *
     * @param inputSize the width I of the input
     * @param hiddenSize the width H of the observed state part
     * @return a map whose trained tensors are those of {@link #parameters}
     */
    default WeightMap weights(int inputSize, int hiddenSize) {
        return WeightMap.identity(parameters(inputSize, hiddenSize));
    }

    /**
     * {@return whether this cell and another compute the same step from the same parameters} By default the class tells; a
     * cell whose equations or constants are data compares those.
     *
     * @param other the other cell
     */
    default boolean hasEquationsOf(Cell other) {
        return getClass().equals(other.getClass());
    }

    /** {@return the number of arrays in the state; an LSTM has two} */
    default int stateParts() {
        return 1;
    }

    /** {@return the index of the state part that is observed as z} */
    default int observedPart() {
        return 0;
    }

    /**
     * {@return the width of each state part, at least 1; that of the observed part is H} By default all have width H.
     *
     * @param inputSize the width I of the input
     * @param hiddenSize the width H of the observed state part
     */
    default List<Integer> stateWidths(int inputSize, int hiddenSize) {
        return Collections.nCopies(stateParts(), hiddenSize);
    }

    /**
     * Advances every trial by one step.
     *
     * @param <A> the engine's array type
     * @param math the operations
     * @param theta the tensors that {@link #weights} lays out as used
     * @param input x_t, of width I
     * @param state s_{t−1}, an array of each of the {@link #stateWidths}
     * @return s_t, arrays of the same widths
     */
    <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state);

    /**
     * Computes what a readout multiplies, of any width. By default it is the observed state part.
     *
     * @param <A> the engine's array type
     * @param math the operations
     * @param theta the tensors that {@link #weights} lays out as used
     * @param state s_t, an array of each of the {@link #stateWidths}
     * @return what the readout multiplies
     */
    default <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        return state.get(observedPart());
    }
}
