package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;
import java.util.Optional;

/**
 * A recurrent network without its parameter values: a cell, its sizes and an optional readout.
 *
 * @param name the cell's name, for messages and provenance
 * @param cell the equations of a step
 * @param inputSize the width I of the input, at least 1
 * @param hiddenSize the width H of each state part, at least 1
 * @param readout the map to outputs, if the model has one
 */
public record RecurrentModel(String name, Cell cell, int inputSize, int hiddenSize, Optional<Readout> readout) {
    /**
     * Checks the sizes and which part of the state is observed.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a size below 1, {@link ErrorId#CELL_DEFINITION} if the cell
     *     observes a state part that it does not have
     */
    public RecurrentModel {
        if (inputSize < 1 || hiddenSize < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A model of cell '" + name + "' was given input size " + inputSize + " and hidden size "
                            + hiddenSize + ".",
                    "Both must be at least 1.");
        }
        if (cell.observedPart() < 0 || cell.observedPart() >= cell.stateParts()) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "Cell '" + name + "' observes state part " + cell.observedPart() + " of " + cell.stateParts() + ".",
                    "observedPart() must be at least 0 and less than stateParts().");
        }
    }

    /**
     * Makes a model without readout.
     *
     * @param name the cell's name
     * @param cell the cell
     * @param inputSize I
     * @param hiddenSize H
     */
    public RecurrentModel(String name, Cell cell, int inputSize, int hiddenSize) {
        this(name, cell, inputSize, hiddenSize, Optional.empty());
    }

    /** {@return the layout of θ: the cell's tensors, then the readout's} */
    public ParameterLayout layout() {
        ParameterLayout layout = cell.parameters(inputSize, hiddenSize);
        return readout.map(map -> layout.followedBy(map.parameters(hiddenSize))).orElse(layout);
    }

    /** {@return the width of the whole state with all its parts} */
    public int stateSize() {
        return Math.multiplyExact(cell.stateParts(), hiddenSize);
    }

    /**
     * {@return the width of the observations: H for states, O for outputs}
     *
     * @param observable the observable
     */
    public int observedSize(Observable observable) {
        return observable.isOutput() ? requireReadout().outputSize() : hiddenSize;
    }

    /**
     * Advances every trial by one step, as {@link Cell#step} says, and refuses what the cell's equations get wrong before it
     * reaches the engine: every engine runs cells through this, and checks nothing of them itself.
     *
     * @param <A> the engine's array type
     * @param math the operations, which may rely on arrays that fit
     * @param theta the parameters, which may rely on names that exist and shapes that fit
     * @param input x_t, of width I
     * @param state s_{t−1}, {@link Cell#stateParts()} arrays of width H
     * @return s_t, the same number of arrays of the same widths
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for arrays or parameters whose widths do not fit,
     *     {@link ErrorId#UNKNOWN_PARAMETER} for a tensor that the cell does not declare, {@link ErrorId#CELL_DEFINITION} for
     *     a weight used as a vector or the reverse, a concatenation of nothing, and state parts of other number or widths
     */
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        return new CheckedStep<>(this, math, theta).run(input, state);
    }

    /**
     * The readout's outputs in terms of the observed state.
     *
     * @param <A> the engine's array type
     * @param theta the parameters
     * @param math the operations
     * @param observed the observed state part, of width H
     * @return y, of width O
     */
    public <A> A output(CellMath<A> math, CellParameters<A> theta, A observed) {
        return requireReadout().bias()
                ? theta.affine(Readout.WEIGHT, Readout.BIAS, observed)
                : theta.linear(Readout.WEIGHT, observed);
    }

    private Readout requireReadout() {
        return readout.orElseThrow(() -> new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "The outputs of a model of cell '" + name + "' are observed, but it has no readout.",
                "Observe its states, or give a readout.weight of shape [outputs, " + hiddenSize + "]."));
    }
}
