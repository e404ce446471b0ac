package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.io.arrays.ArrayReference;
import java.util.Arrays;
import java.util.Optional;

/** Reads a restriction for inputs of a known size. */
final class RestrictionReader {
    private final RestrictionSettings settings;
    private final int trials;
    private final int steps;

    /**
     * Prepares the reading.
     *
     * @param settings what the user asks for
     * @param trials the number of trials in the file
     * @param steps the number of steps in the file
     */
    RestrictionReader(RestrictionSettings settings, int trials, int steps) {
        this.settings = settings;
        this.trials = trials;
        this.steps = steps;
    }

    /** {@return the trials that are looked at} */
    Indices trials() {
        return settings.trials().map(range -> range.on(trials, "trials")).orElseGet(() -> Indices.range(0, trials));
    }

    /** {@return which trials are looked at, a clause; empty if all are} */
    Optional<String> note() {
        return settings.trials().map(range -> "trials " + trials() + " of " + trials + " are looked at");
    }

    /**
     * Reads the restriction.
     *
     * @param observed how many units are observed
     * @return the restriction of all trials of the file
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} as {@link IndexRange#on} and {@link ValidSteps#of}, or if nothing is left
     *     of the trials that are looked at; {@link ErrorId#SHAPE_MISMATCH} naming both shapes; or as {@link ArrayReference#read}
     */
    Restriction read(int observed) {
        Restriction restriction = new Restriction(
                settings.steps().map(range -> range.on(steps, "steps")),
                settings.units().map(range -> range.on(observed, "observed units")),
                settings.valid().map(file -> ValidStepsFile.read(file, trials, steps)));
        int[] used = usedSteps(restriction);
        if (Arrays.stream(used).allMatch(end -> end == 0)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "None of the chosen steps of the chosen trials is valid, so nothing is observed.",
                    "Choose other trials or steps, or correct '"
                            + settings.valid().map(ArrayReference::toString).orElse("--valid") + "'.");
        }
        return restriction;
    }

    /** {@return for each trial of the file the number of steps that are used; 0 of trials that are not looked at} */
    int[] usedSteps(Restriction restriction) {
        int[] used = restriction.usedSteps(trials, steps);
        int[] kept = new int[trials];
        trials().stream().forEach(trial -> kept[trial] = used[trial]);
        return kept;
    }
}
