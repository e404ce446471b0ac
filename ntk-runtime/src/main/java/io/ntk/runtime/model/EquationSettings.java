package io.ntk.runtime.model;

import io.ntk.io.arrays.ArrayReference;
import java.util.Map;
import java.util.Optional;

/**
 * What changes a cell that is an equation file.
 *
 * @param constants numbers, and names of functions, by the name of the constant
 * @param arrays where the constants that are arrays stand; in the checkpoint if absent
 */
public record EquationSettings(Map<String, String> constants, Optional<ArrayReference> arrays) {
    /** The cell as its file says. */
    public static final EquationSettings NONE = new EquationSettings(Map.of(), Optional.empty());

    /** Takes a copy of the map. */
    public EquationSettings {
        constants = Map.copyOf(constants);
    }
}
