package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;

/**
 * The input sequences x {@code [B, T, I]}: trials, steps, channels. They are immutable and in float64. Of a trial that ends early, what
 * follows its end is not used, and is zero here.
 */
public final class Inputs {
    private final int trials;
    private final int steps;
    private final int size;
    private final int[] used;
    private final double[] values;

    private Inputs(int trials, int steps, int size, int[] used, double[] values) {
        this.used = used;
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
        requireShape(trials, steps, size, values);
        int[] used = new int[trials];
        Arrays.fill(used, steps);
        return of(trials, steps, size, values, used);
    }

    /**
     * Makes inputs of trials that end early.
     *
     * @param trials B, at least 1
     * @param steps T, at least 1
     * @param size I, at least 1
     * @param values x row-major, {@code B·T·I} numbers, of which those after the end of a trial may be anything; copied
     * @param used for each trial how many steps it has, from 0 to T; see {@link Restriction#usedSteps}
     * @return the inputs
     * @throws NtkException as {@link #of(int, int, int, double[])}
     */
    public static Inputs of(int trials, int steps, int size, double[] values, int[] used) {
        requireShape(trials, steps, size, values);
        if (used.length != trials || Arrays.stream(used).anyMatch(end -> end < 0 || end > steps)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The inputs have " + trials + " trials of " + steps + " steps, but their ends are " + used.length
                            + " numbers, or not all of them steps.",
                    "Give one number from 0 to " + steps + " for each trial.");
        }
        double[] x = values.clone();
        for (int trial = 0; trial < trials; trial++) {
            Arrays.fill(x, (trial * steps + used[trial]) * size, (trial + 1) * steps * size, 0);
        }
        requireFinite(steps, size, x);
        return new Inputs(trials, steps, size, used.clone(), x);
    }

    private static void requireShape(int trials, int steps, int size, double[] values) {
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
    }

    private static void requireFinite(int steps, int size, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The inputs are " + values[i] + " at [trial, step, channel] = [" + i / (steps * size) + ", "
                                + i / size % steps + ", " + i % size + "].",
                        "Remove or correct that trial.");
            }
        }
    }

    /**
     * {@return x of some of the trials}
     *
     * @param kept the trials
     */
    public Inputs ofTrials(Indices kept) {
        kept.requireBelow(trials, "trials");
        if (kept.size() == trials) {
            return this;
        }
        int trial = steps * size;
        double[] x = new double[kept.size() * trial];
        int[] ends = new int[kept.size()];
        for (int i = 0; i < kept.size(); i++) {
            System.arraycopy(values, kept.get(i) * trial, x, i * trial, trial);
            ends[i] = used[kept.get(i)];
        }
        return new Inputs(kept.size(), steps, size, ends, x);
    }

    /**
     * {@return x of the first steps, with zeros as the inputs of a trial that ends before them}
     *
     * @param count how many steps, from 1 to T
     */
    public Inputs first(int count) {
        double[] x = new double[trials * count * size];
        for (int trial = 0; trial < trials; trial++) {
            System.arraycopy(values, trial * steps * size, x, trial * count * size, count * size);
        }
        requireShape(trials, count, size, x);
        int[] ends = new int[trials];
        Arrays.fill(ends, count);
        return new Inputs(trials, count, size, ends, x);
    }

    /**
     * {@return the number of steps of a trial whose inputs are known}
     *
     * @param trial below B
     */
    public int usedSteps(int trial) {
        return used[trial];
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
