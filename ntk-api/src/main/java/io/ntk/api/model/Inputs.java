package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** The input sequences x {@code [B, T, I]}: trials, steps, channels. They are immutable and in float64. */
public final class Inputs {
    private final int trials;
    private final int steps;
    private final int size;
    private final double[] values;

    private Inputs(int trials, int steps, int size, double[] values) {
        this.trials = trials;
        this.steps = steps;
        this.size = size;
        this.values = values;
    }

    /**
     * Makes inputs from a flat array.
     *
     * @param trials B, at least 1
     * @param steps T, at least 1
     * @param size I, at least 1
     * @param values x row-major, {@code B·T·I} numbers; copied
     * @return the inputs
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a size below 1, {@link ErrorId#SHAPE_MISMATCH} for a
     *     wrong length, {@link ErrorId#NON_FINITE} for NaN or Inf
     */
    public static Inputs of(int trials, int steps, int size, double[] values) {
        String shape = "[" + trials + ", " + steps + ", " + size + "]";
        if (trials < 1 || steps < 1 || size < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The inputs have shape [trials, steps, channels] = " + shape + ".",
                    "Every size must be at least 1.");
        }
        // A product of three ints may overflow a long, but not if the product of the first two fits an int.
        boolean isCount = (long) trials * steps <= values.length && values.length == (long) trials * steps * size;
        if (!isCount) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The inputs have " + values.length + " elements, but shape [trials, steps, channels] = " + shape
                            + " was given.",
                    "The number of elements must be the product of the three sizes.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The inputs are " + values[i] + " at [trial, step, channel] = [" + i / (steps * size) + ", "
                                + i / size % steps + ", " + i % size + "].",
                        "Remove or correct that trial.");
            }
        }
        return new Inputs(trials, steps, size, values.clone());
    }

    /** {@return the number of trials B} */
    public int trials() {
        return trials;
    }

    /** {@return the number of steps T} */
    public int steps() {
        return steps;
    }

    /** {@return the number of channels I} */
    public int size() {
        return size;
    }

    /**
     * {@return one element of x}
     *
     * @param trial below B
     * @param step below T
     * @param channel below I
     */
    public double get(int trial, int step, int channel) {
        return values[(trial * steps + step) * size + channel];
    }

    /** {@return a copy of x, row-major} */
    public double[] toArray() {
        return values.clone();
    }
}
