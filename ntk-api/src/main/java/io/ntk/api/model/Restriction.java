package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which part of what a model shows is looked at. The axes of what is observed have the chosen steps and units only. Steps that are
 * not valid stay, and their derivative is zero.
 *
 * @param steps the steps, if not all
 * @param units the units, or outputs where those are observed, if not all
 * @param valid which steps of each trial count, if not all; of the steps of the inputs, chosen or not
 */
public record Restriction(Optional<Indices> steps, Optional<Indices> units, Optional<ValidSteps> valid) {
    /** Everything is looked at. */
    public static final Restriction NONE = new Restriction(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * {@return the same restriction, to some steps}
     *
     * @param some the steps
     */
    public Restriction withSteps(Indices some) {
        return new Restriction(Optional.of(some), units, valid);
    }

    /**
     * {@return the same restriction, to some units}
     *
     * @param some the units, or outputs where those are observed
     */
    public Restriction withUnits(Indices some) {
        return new Restriction(steps, Optional.of(some), valid);
    }

    /**
     * {@return the same restriction, to valid steps}
     *
     * @param mask which steps of each trial count
     */
    public Restriction withValid(ValidSteps mask) {
        return new Restriction(steps, units, Optional.of(mask));
    }

    /** {@return whether everything is looked at} */
    public boolean isNone() {
        return steps.isEmpty() && units.isEmpty() && valid.isEmpty();
    }

    /**
     * {@return the steps that are looked at in some trial or other}
     *
     * @param all T
     */
    public Indices stepsOf(int all) {
        return steps.orElseGet(() -> Indices.range(0, all));
    }

    /**
     * {@return the units that are looked at}
     *
     * @param all how many units are observed
     */
    public Indices unitsOf(int all) {
        return units.orElseGet(() -> Indices.range(0, all));
    }

    /**
     * {@return whether a step of a trial is chosen and valid}
     *
     * @param trial below B
     * @param step below T
     */
    public boolean includes(int trial, int step) {
        return steps.map(some -> some.contains(step)).orElse(true)
                && valid.map(mask -> mask.isValid(trial, step)).orElse(true);
    }

    /**
     * How many steps of each trial matter: those up to the last one that is looked at. 0 of a trial in which none is.
     *
     * @param trials B
     * @param all T
     * @return one number for each trial
     */
    public int[] usedSteps(int trials, int all) {
        int[] used = new int[trials];
        Arrays.setAll(used, trial -> {
            int step = valid.map(mask -> mask.last(trial)).orElse(all - 1);
            while (step >= 0 && !includes(trial, step)) {
                step--;
            }
            return step + 1;
        });
        return used;
    }

    /**
     * {@return the restriction of some of the trials}
     *
     * @param kept the trials
     */
    public Restriction ofTrials(Indices kept) {
        return new Restriction(steps, units, valid.map(mask -> mask.ofTrials(kept)));
    }

    /**
     * Refuses a restriction that does not fit a model and its inputs.
     *
     * @param trials B
     * @param all T
     * @param observed how many units are observed
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a step or a unit that there is not, {@link
     *     ErrorId#SHAPE_MISMATCH} for valid steps of another shape
     */
    public void requireFits(int trials, int all, int observed) {
        steps.ifPresent(some -> some.requireBelow(all, "steps"));
        units.ifPresent(some -> some.requireBelow(observed, "observed units"));
        valid.ifPresent(mask -> {
            if (mask.trials() != trials || mask.steps() != all) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "The mask of valid steps has shape [" + mask.trials() + ", " + mask.steps()
                                + "], but the inputs have " + trials + " trials of " + all + " steps.",
                        "Give one element for each step of each trial.");
            }
        });
    }
}
