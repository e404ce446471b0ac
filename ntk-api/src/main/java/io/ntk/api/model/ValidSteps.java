package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.BitSet;

/** Which steps of each trial count, {@code [B, T]}: trials of different lengths, or epochs of response. They are immutable. */
public final class ValidSteps {
    private final int trials;
    private final int steps;
    private final BitSet valid;

    private ValidSteps(int trials, int steps, BitSet valid) {
        this.trials = trials;
        this.steps = steps;
        this.valid = valid;
    }

    /**
     * Makes valid steps from a mask.
     *
     * @param trials B
     * @param steps T
     * @param mask row-major, {@code B·T} numbers: 1 for a step that counts, 0 for one that does not
     * @return the steps
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for a wrong length, {@link ErrorId#INVALID_ARGUMENT} for another number
     *     than 0 and 1, or if no step counts
     */
    public static ValidSteps of(int trials, int steps, double[] mask) {
        if (trials < 1 || steps < 1 || mask.length != (long) trials * steps) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The mask of valid steps has " + mask.length + " elements, but shape [trials, steps] = [" + trials
                            + ", " + steps + "] was given.",
                    "Give one element for each step of each trial.");
        }
        BitSet valid = new BitSet(mask.length);
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != 0 && mask[i] != 1) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The mask of valid steps holds " + mask[i] + " at [trial, step] = [" + i / steps + ", "
                                + i % steps + "].",
                        "Give 1 for a step that counts, and 0 for one that does not.");
            }
            valid.set(i, mask[i] == 1);
        }
        if (valid.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "No step of any trial is valid, so nothing is observed.",
                    "Give at least one step the value 1.");
        }
        return new ValidSteps(trials, steps, valid);
    }

    /** {@return B} */
    public int trials() {
        return trials;
    }

    /** {@return T} */
    public int steps() {
        return steps;
    }

    /**
     * {@return whether a step counts}
     *
     * @param trial below B
     * @param step below T
     */
    public boolean isValid(int trial, int step) {
        return valid.get(trial * steps + step);
    }

    /** {@return how many steps of all trials count} */
    public int count() {
        return valid.cardinality();
    }

    /**
     * {@return the last step of a trial that counts, or −1 if none does}
     *
     * @param trial below B
     */
    public int last(int trial) {
        return Math.max(valid.previousSetBit((trial + 1) * steps - 1) - trial * steps, -1);
    }

    /**
     * {@return the steps of some of the trials; maybe none of them counts}
     *
     * @param kept the trials
     */
    public ValidSteps ofTrials(Indices kept) {
        kept.requireBelow(trials, "trials");
        if (kept.size() == trials) {
            return this;
        }
        BitSet of = new BitSet(kept.size() * steps);
        for (int i = 0; i < kept.size(); i++) {
            for (int step = 0; step < steps; step++) {
                of.set(i * steps + step, isValid(kept.get(i), step));
            }
        }
        return new ValidSteps(kept.size(), steps, of);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValidSteps mask
                && trials == mask.trials
                && steps == mask.steps
                && valid.equals(mask.valid);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * trials + steps) + valid.hashCode();
    }

    @Override
    public String toString() {
        return count() + " of " + (long) trials * steps + " steps";
    }
}
