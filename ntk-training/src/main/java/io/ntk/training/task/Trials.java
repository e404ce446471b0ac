package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;

/** A batch of trials: inputs {@code [B, T, I]}, targets {@code [B, T, O]}, and the steps {@code [B, T]} at which errors count. */
public final class Trials {
    private final Inputs inputs;
    private final int outputSize;
    private final double[] targets;
    private final boolean[] counted;

    /**
     * Wraps a batch.
     *
     * @param inputs x
     * @param outputSize O
     * @param targets the targets, row-major; kept, not copied
     * @param counted the trials and steps at which errors count, row-major; kept, not copied
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the sizes do not fit
     */
    public Trials(Inputs inputs, int outputSize, double[] targets, boolean[] counted) {
        long places = (long) inputs.trials() * inputs.steps();
        if (counted.length != places || targets.length != places * outputSize) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A batch of " + inputs.trials() + " trials of " + inputs.steps() + " steps was given "
                            + targets.length + " targets of width " + outputSize + " and a mask of " + counted.length
                            + " steps.",
                    "Give targets [trials, steps, outputs] and a mask [trials, steps].");
        }
        this.inputs = inputs;
        this.outputSize = outputSize;
        this.targets = targets;
        this.counted = counted;
    }

    /** {@return the inputs x, {@code [B, T, I]}} */
    public Inputs inputs() {
        return inputs;
    }

    /** {@return the number of output channels O} */
    public int outputSize() {
        return outputSize;
    }

    /** {@return a copy of the targets {@code [B, T, O]}, row-major} */
    public double[] targets() {
        return targets.clone();
    }

    /**
     * {@return one target}
     *
     * @param trial below B
     * @param step below T
     * @param channel below O
     */
    public double target(int trial, int step, int channel) {
        return targets[(trial * inputs.steps() + step) * outputSize + channel];
    }

    /**
     * {@return whether errors count at a trial and step}
     *
     * @param trial below B
     * @param step below T
     */
    public boolean counts(int trial, int step) {
        return counted[trial * inputs.steps() + step];
    }

    /** {@return the number of output elements whose errors count} */
    public long countedElements() {
        long places = 0;
        for (boolean place : counted) {
            places += place ? 1 : 0;
        }
        return places * outputSize;
    }
}
