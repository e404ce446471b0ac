package io.ntk.runtime.model;

import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
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

    /** {@return the same part with all of its steps} */
    public RestrictionSettings withoutValid() {
        return new RestrictionSettings(trials, steps, units, Optional.empty());
    }

    /**
     * {@return the part of a problem that is looked at}
     *
     * @param whole a problem without restriction
     * @throws io.ntk.api.NtkException as {@link IndexRange#on}; {@code SHAPE_MISMATCH} or {@code INVALID_ARGUMENT} for a mask of
     *     another shape, of other numbers than 0 and 1, or that leaves nothing; or as {@link ArrayReference#read}
     */
    public Problem of(Problem whole) {
        RestrictionReader reader = new RestrictionReader(
                this, whole.inputs().trials(), whole.inputs().steps());
        Restriction restriction = reader.read(whole.model().observedSize(whole.observable()));
        return whole.withRestriction(restriction).ofTrials(reader.trials());
    }
}
