package io.ntk.cli.command;

import io.ntk.cli.report.Numbers;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.model.ChosenTrials;
import java.util.Optional;

/**
 * How far stored states are from those of a network.
 *
 * @param largest the largest difference, divided by the largest state of the network; infinite if one is not a number
 * @param first where a difference first exceeds the tolerance: at the earliest step, of the first trial and unit there
 */
record StateDifference(double largest, Optional<Place> first) {
    /**
     * A state of which there are two values; all is counted from 0.
     *
     * @param own the network's
     * @param stored the file's
     */
    record Place(int trial, int step, int unit, double own, double stored) {
        JsonObject json() {
            return new JsonObject()
                    .with("trial", trial)
                    .with("step", step)
                    .with("unit", unit)
                    .with("ntk", own)
                    .with("file", stored);
        }

        @Override
        public String toString() {
            return "trial " + trial + ", step " + step + ", unit " + unit + ", counted from 0: ntk has "
                    + Numbers.significant(own, DIGITS) + ", the file " + Numbers.significant(stored, DIGITS);
        }
    }

    private static final int DIGITS = 9;

    /**
     * Compares states.
     *
     * @param stored an array that fits the reading
     * @param reading how it is read
     * @param own the network's states {@code [trials, steps, units]}
     * @param trials which of the stored trials the network's are
     * @param allowed the largest difference that counts as agreement, relative to the largest state
     */
    static StateDifference of(
            NumericArray stored,
            StateReading reading,
            double[] own,
            ChosenTrials trials,
            int steps,
            int units,
            double allowed) {
        int storedSteps = reading.storedSteps(stored.shape());
        int compared = Math.min(steps, storedSteps - reading.shift());
        double size = Double.MIN_NORMAL;
        for (double state : own) {
            size = Math.max(size, Math.abs(reading.function().at(state)));
        }
        double largest = 0;
        Place first = null;
        for (int step = 0; step < compared; step++) {
            for (int run = 0; run < trials.kept().size(); run++) {
                int trial = trials.kept().get(run);
                int at = step + reading.shift();
                int row = reading.isTransposed() ? at * trials.all() + trial : trial * storedSteps + at;
                for (int unit = 0; unit < units; unit++) {
                    double expected = reading.function().at(own[(run * steps + step) * units + unit]);
                    double actual = stored.values()[row * units + unit];
                    double gap = Math.abs(actual - expected) / size;
                    gap = Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap;
                    largest = Math.max(largest, gap);
                    if (first == null && gap > allowed) {
                        first = new Place(trial, step, unit, expected, actual);
                    }
                }
            }
        }
        return new StateDifference(largest, Optional.ofNullable(first));
    }

    boolean agrees() {
        return first.isEmpty();
    }
}
