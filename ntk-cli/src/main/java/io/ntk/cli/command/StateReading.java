package io.ntk.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How stored states may be the states of a network.
 *
 * @param isTransposed whether steps are the first axis rather than trials
 * @param shift how many states stand before that of the first step: 1 if the initial state is among them
 * @param function what was applied to each state
 */
record StateReading(boolean isTransposed, int shift, Function function) {
    static final StateReading PLAIN = new StateReading(false, 0, Function.IDENTITY);

    /** A nonlinearity through which states are often stored. */
    enum Function {
        IDENTITY,
        TANH,
        RELU,
        SIGMOID;

        double at(double state) {
            return switch (this) {
                case IDENTITY -> state;
                case TANH -> Math.tanh(state);
                case RELU -> Math.max(0, state);
                case SIGMOID -> 1 / (1 + Math.exp(-state));
            };
        }
    }

    /** {@return the readings under which an array could hold states, the most literal first; none if its shape fits none} */
    static List<StateReading> of(List<Integer> shape, int trials, int steps, int units) {
        List<StateReading> readings = new ArrayList<>();
        for (Function function : Function.values()) {
            for (int shift = 0; shift <= 1; shift++) {
                for (boolean transposed : new boolean[] {false, true}) {
                    StateReading reading = new StateReading(transposed, shift, function);
                    if (reading.fits(shape, trials, steps, units)) {
                        readings.add(reading);
                    }
                }
            }
        }
        return readings;
    }

    /** States that begin with the initial state may go on to the last step, or lack the last. */
    private boolean fits(List<Integer> shape, int trials, int steps, int units) {
        if (shape.size() != 3 || shape.get(isTransposed ? 1 : 0) != trials || shape.get(2) != units) {
            return false;
        }
        int stored = storedSteps(shape);
        return stored == steps + shift || (shift == 1 && stored == steps && steps > 1);
    }

    int storedSteps(List<Integer> shape) {
        return shape.get(isTransposed ? 0 : 1);
    }

    /** {@return what the stored states are, a clause after "they are ntk's states"} */
    String description() {
        List<String> parts = new ArrayList<>();
        if (isTransposed) {
            parts.add("with axes [steps, trials, units]");
        }
        if (shift == 1) {
            parts.add("one step later, after the initial state");
        }
        if (function != Function.IDENTITY) {
            parts.add("after " + function.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", parts);
    }
}
