package io.ntk.api.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The options of a cell, from the user or from a checkpoint.
 *
 * @param layers the number of stacked layers, at least 1
 * @param bias whether the affine maps have biases, if given; each cell has its own default
 * @param dt the time step of continuous-time cells, if given
 * @param absent those of the cell's {@link CellProvider#optionalTensors()} that the network does not have, without a layer
 */
public record CellOptions(int layers, Optional<Boolean> bias, OptionalDouble dt, Set<String> absent) {
    /** One layer with all its tensors, with the cell's own defaults for biases and time step. */
    public static final CellOptions DEFAULT = new CellOptions(1, Optional.empty(), OptionalDouble.empty());

    /** Copies the names. */
    public CellOptions {
        absent = Set.copyOf(absent);
    }

    /**
     * Makes the options of a cell with all its tensors.
     *
     * @param layers the number of stacked layers, at least 1
     * @param bias whether the affine maps have biases, if given
     * @param dt the time step of continuous-time cells, if given
     */
    public CellOptions(int layers, Optional<Boolean> bias, OptionalDouble dt) {
        this(layers, bias, dt, Set.of());
    }

    /**
     * {@return these options with another number of layers}
     *
     * @param count the number of layers, at least 1
     */
    public CellOptions withLayers(int count) {
        return new CellOptions(count, bias, dt, absent);
    }

    /**
     * {@return these options with or without biases}
     *
     * @param present whether the affine maps have biases
     */
    public CellOptions withBias(boolean present) {
        return new CellOptions(layers, Optional.of(present), dt, absent);
    }

    /**
     * {@return these options with another time step}
     *
     * @param step the time step, positive
     */
    public CellOptions withDt(double step) {
        return new CellOptions(layers, bias, OptionalDouble.of(step), absent);
    }

    /**
     * {@return these options for a network that lacks some tensors}
     *
     * @param names those of the cell's optional tensors that it does not have, without a layer
     */
    public CellOptions withAbsent(Set<String> names) {
        return new CellOptions(layers, bias, dt, names);
    }

    /**
     * Refuses a time step and a choice of biases, for a cell that has neither.
     *
     * @param cell the name of the cell, for the message
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if either is given
     */
    public void requireOnlyLayers(String cell) {
        if (dt.isPresent() || bias.isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + cell + "' was given a time step or a choice of biases.",
                    "Leave them out: the cell has neither option.");
        }
    }
}
