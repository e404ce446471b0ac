package io.ntk.api.cell;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a user, or the checkpoint itself, says about a cell beyond its name.
 *
 * @param layers the number of stacked layers, at least 1
 * @param bias whether the affine maps have biases, if said; each cell has its own default
 * @param dt the time step of continuous-time cells, if given
 */
public record CellOptions(int layers, Optional<Boolean> bias, OptionalDouble dt) {
    /** One layer, the cell's own biases, the cell's own time step. */
    public static final CellOptions DEFAULT = new CellOptions(1, Optional.empty(), OptionalDouble.empty());

    /**
     * {@return these options with that many layers}
     *
     * @param count at least 1
     */
    public CellOptions withLayers(int count) {
        return new CellOptions(count, bias, dt);
    }

    /**
     * {@return these options with or without biases}
     *
     * @param present whether the affine maps have biases
     */
    public CellOptions withBias(boolean present) {
        return new CellOptions(layers, Optional.of(present), dt);
    }

    /**
     * {@return these options with that time step}
     *
     * @param step a positive number
     */
    public CellOptions withDt(double step) {
        return new CellOptions(layers, bias, OptionalDouble.of(step));
    }
}
