package io.ntk.training.loss;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Indices;
import java.util.Locale;

/** What outputs {@code [B, T, O]} should be, and the steps {@code [B, T]} at which they count. */
public final class Targets {
    private final int trials;
    private final int steps;
    private final int width;
    private final double[] values;
    private final boolean[] counted;

    /**
     * Wraps targets.
     *
     * @param trials B
     * @param steps T
     * @param width O
     * @param values the targets {@code [B, T, O]}, row-major; kept, not copied. What does not count may be anything
     * @param counted the trials and steps {@code [B, T]} that count, row-major; kept, not copied
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the sizes do not fit, {@link ErrorId#INVALID_ARGUMENT} if no step
     *     counts, {@link ErrorId#NON_FINITE} for NaN or an infinity at a step that counts
     */
    public Targets(int trials, int steps, int width, double[] values, boolean[] counted) {
        long places = (long) trials * steps;
        if (counted.length != places || values.length != places * width) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A batch of " + trials + " trials of " + steps + " steps was given " + values.length
                            + " targets of width " + width + " and a mask of " + counted.length + " steps.",
                    "Give targets [trials, steps, outputs] and a mask [trials, steps].");
        }
        this.trials = trials;
        this.steps = steps;
        this.width = width;
        this.values = values;
        this.counted = counted;
        if (countedPlaces() == 0) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "No step of the " + trials + " trials counts, so there is no loss.",
                    "Give a mask that is 1 at one step or more.");
        }
        requireFinite();
    }

    /**
     * {@return targets that are classes: at each step that counts, the target of one output is 1 and that of the others 0}
     *
     * @param trials B
     * @param steps T
     * @param width O, the number of classes
     * @param classes whole numbers from 0 to O − 1, {@code [B, T]} row-major
     * @param counted the trials and steps that count, as in the constructor
     * @throws NtkException as the constructor does, and {@link ErrorId#INVALID_ARGUMENT} for anything else than such a number at a
     *     step that counts
     */
    public static Targets ofClasses(int trials, int steps, int width, double[] classes, boolean[] counted) {
        if (classes.length != (long) trials * steps || classes.length != counted.length) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A batch of " + trials + " trials of " + steps + " steps was given " + classes.length
                            + " classes and a mask of " + counted.length + " steps.",
                    "Give classes [trials, steps] and a mask [trials, steps].");
        }
        double[] values = new double[Math.multiplyExact(classes.length, width)];
        for (int place = 0; place < classes.length; place++) {
            if (counted[place]) {
                double one = classes[place];
                if (!(one >= 0 && one < width && one == Math.rint(one))) {
                    throw new NtkException(
                            ErrorId.INVALID_ARGUMENT,
                            String.format(
                                    Locale.ROOT,
                                    "The class at [trial, step] = [%d, %d] is %s, but the network has %d outputs.",
                                    place / steps,
                                    place % steps,
                                    one,
                                    width),
                            "Give whole numbers from 0 to " + (width - 1) + ", or a mask without that step.");
                }
                values[place * width + (int) one] = 1;
            }
        }
        return new Targets(trials, steps, width, values, counted);
    }

    /**
     * {@return the targets of some of the trials}
     *
     * @param kept the trials
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if no step of them counts
     */
    public Targets ofTrials(Indices kept) {
        double[] some = new double[kept.size() * steps * width];
        boolean[] counts = new boolean[kept.size() * steps];
        for (int i = 0; i < kept.size(); i++) {
            int trial = kept.get(i);
            System.arraycopy(values, trial * steps * width, some, i * steps * width, steps * width);
            System.arraycopy(counted, trial * steps, counts, i * steps, steps);
        }
        return new Targets(kept.size(), steps, width, some, counts);
    }

    private void requireFinite() {
        for (int i = 0; i < values.length; i++) {
            int place = i / width;
            if (counted[place] && !Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        String.format(
                                Locale.ROOT,
                                "The target at [trial, step, output] = [%d, %d, %d] is %s.",
                                place / steps,
                                place % steps,
                                i % width,
                                values[i]),
                        "Give finite targets, or a mask without that step.");
            }
        }
    }

    /** {@return the number of trials B} */
    public int trials() {
        return trials;
    }

    /** {@return the number of steps T} */
    public int steps() {
        return steps;
    }

    /** {@return the number of outputs O} */
    public int width() {
        return width;
    }

    /**
     * {@return one target}
     *
     * @param trial below B
     * @param step below T
     * @param output below O
     */
    public double get(int trial, int step, int output) {
        return values[(trial * steps + step) * width + output];
    }

    /** {@return a copy of all, {@code [B, T, O]} row-major} */
    public double[] toArray() {
        return values.clone();
    }

    /**
     * {@return whether outputs count at a trial and step}
     *
     * @param trial below B
     * @param step below T
     */
    public boolean counts(int trial, int step) {
        return counted[trial * steps + step];
    }

    /** {@return the number of trials and steps that count} */
    public int countedPlaces() {
        int places = 0;
        for (boolean place : counted) {
            places += place ? 1 : 0;
        }
        return places;
    }

    /** The target of an element of {@code [B, T, O]}. */
    double at(int element) {
        return values[element];
    }

    /** Whether a place of {@code [B, T]} counts. */
    boolean countsAt(int place) {
        return counted[place];
    }

    /**
     * Refuses outputs of another number of elements.
     *
     * @param outputs y, {@code [B, T, O]} row-major
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH}
     */
    public void requireOutputs(double[] outputs) {
        if (outputs.length != values.length) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The network has " + outputs.length + " outputs, but the trials have " + values.length
                            + " targets.",
                    "Give the outputs [trials, steps, outputs] of all steps.");
        }
    }
}
