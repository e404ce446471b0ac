package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A recurrent network without its parameter values: a cell, its sizes and an optional readout.
 *
 * @param name the cell's name, for messages and provenance
 * @param cell the equations of a step
 * @param inputSize the width I of the input, at least 1
 * @param hiddenSize the width H of the observed state part, at least 1
 * @param readout the map to outputs, if the model has one
 */
public record RecurrentModel(String name, Cell cell, int inputSize, int hiddenSize, Optional<Readout> readout) {
    /**
     * Checks the sizes and which part of the state is observed.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a size below 1, {@link ErrorId#CELL_DEFINITION} if the cell
     *     observes a state part that it does not have, or gives its parts other widths than it may
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
        List<Integer> widths = cell.stateWidths(inputSize, hiddenSize);
        if (widths.size() != cell.stateParts()
                || widths.stream().anyMatch(width -> width < 1)
                || widths.get(cell.observedPart()) != hiddenSize) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "Cell '" + name + "' gives its " + cell.stateParts() + " state parts the widths " + widths + ".",
                    "stateWidths() must give a width of at least 1 for each part, and " + hiddenSize
                            + " for the observed one.");
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
        return readout.map(map -> layout.followedBy(map.parameters(readWidth())))
                .orElse(layout);
    }

    /** {@return how the tensors that the equations use are made of θ; the readout's are used as they are} */
    public WeightMap weights() {
        WeightMap weights = cell.weights(inputSize, hiddenSize);
        return readout.map(map -> weights.followedBy(WeightMap.identity(map.parameters(readWidth()))))
                .orElse(weights);
    }

    /** {@return the width of each state part} */
    public List<Integer> stateWidths() {
        return cell.stateWidths(inputSize, hiddenSize);
    }

    /** {@return the width of the whole state with all its parts} */
    public int stateSize() {
        return stateWidths().stream().reduce(0, Math::addExact);
    }

    /** {@return the width of what a readout multiplies} */
    public int readWidth() {
        return tracedRead(tracedState()).columns();
    }

    /** {@return whether a readout multiplies the observed state part itself} */
    public boolean readsObservedPart() {
        List<Width> state = tracedState();
        return tracedRead(state) == state.get(cell.observedPart());
    }

    /** {@return the names of the tensors that {@link Cell#output} uses, without the readout's} */
    public Set<String> readParameters() {
        Set<String> names = new LinkedHashSet<>();
        WeightMap weights = cell.weights(inputSize, hiddenSize);
        CellParameters<Width> noted = Width.parameters(weights.used()).renamed(name -> {
            names.add(name);
            return name;
        });
        new CheckedStep<>(this, weights.used(), Width.math(), noted).read(tracedState());
        return names;
    }

    private List<Width> tracedState() {
        return stateWidths().stream().map(Width::new).toList();
    }

    private Width tracedRead(List<Width> state) {
        WeightMap weights = cell.weights(inputSize, hiddenSize);
        return new CheckedStep<>(this, weights.used(), Width.math(), Width.parameters(weights.used())).read(state);
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
     * @param state s_{t−1}, arrays of the {@link #stateWidths}
     * @return s_t, the same number of arrays of the same widths
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for arrays or parameters whose widths do not fit,
     *     {@link ErrorId#UNKNOWN_PARAMETER} for a tensor that the cell does not declare, {@link ErrorId#CELL_DEFINITION} for
     *     a weight used as a vector or the reverse, a concatenation of nothing, and state parts of other number or widths
     */
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        return new CheckedStep<>(this, weights().used(), math, theta).run(input, state);
    }

    /**
     * Computes what a readout multiplies, as {@link Cell#output} says, and refuses what the equations get wrong.
     *
     * @param <A> the engine's array type
     * @param math the operations, which may rely on arrays that fit
     * @param theta the parameters, which may rely on names that exist and shapes that fit
     * @param state s_t, arrays of the {@link #stateWidths}
     * @return what a readout multiplies, of width {@link #readWidth}
     * @throws NtkException as {@link #step} does
     */
    public <A> A read(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        return new CheckedStep<>(this, weights().used(), math, theta).read(state);
    }

    /**
     * The readout's outputs in terms of what it multiplies.
     *
     * @param <A> the engine's array type
     * @param theta the parameters
     * @param math the operations
     * @param read what {@link #read} gives, which is the observed state part where {@link #readsObservedPart}
     * @return y, of width O
     */
    public <A> A output(CellMath<A> math, CellParameters<A> theta, A read) {
        return requireReadout().bias()
                ? theta.affine(Readout.WEIGHT, Readout.BIAS, read)
                : theta.linear(Readout.WEIGHT, read);
    }

    private Readout requireReadout() {
        return readout.orElseThrow(() -> new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "The outputs of a model of cell '" + name + "' are observed, but it has no readout.",
                "Observe its states, or give a readout.weight of shape [outputs, " + hiddenSize + "]."));
    }
}
