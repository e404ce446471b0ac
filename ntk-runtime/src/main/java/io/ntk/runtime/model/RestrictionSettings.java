package io.ntk.runtime.model;

import io.ntk.io.arrays.ArrayReference;
import java.util.Optional;

/**
 * Which part of what models show is looked at, as a user writes it.
 *
 * @param trials the trials, if not all; others are not even run
 * @param steps the steps, if not all
 * @param units the units, or outputs where those are observed, if not all
 * @param valid an array {@code [B, T]} of all trials, 1 for a step that counts and 0 for one that does not, if not all count
 */
public record RestrictionSettings(
        Optional<IndexRange> trials,
        Optional<IndexRange> steps,
        Optional<IndexRange> units,
        Optional<ArrayReference> valid) {
    /** Everything is looked at. */
    public static final RestrictionSettings NONE =
            new RestrictionSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
