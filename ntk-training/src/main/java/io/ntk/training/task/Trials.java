package io.ntk.training.task;

import io.ntk.api.model.Inputs;
import io.ntk.training.loss.Targets;

/** A batch of trials: inputs {@code [B, T, I]}, targets {@code [B, T, O]}, and the steps {@code [B, T]} at which errors count. */
public final class Trials {
    private final Inputs inputs;
    private final Targets expected;

    /**
     * Wraps a batch.
     *
     * @param inputs x
     * @param outputSize O
     * @param targets the targets, row-major; kept, not copied
     * @param counted the trials and steps at which errors count, row-major; kept, not copied
     * @throws io.ntk.api.NtkException as {@link Targets#Targets}
     */
    public Trials(Inputs inputs, int outputSize, double[] targets, boolean[] counted) {
        this.inputs = inputs;
        this.expected = new Targets(inputs.trials(), inputs.steps(), outputSize, targets, counted);
    }

    /** {@return the inputs x, {@code [B, T, I]}} */
    public Inputs inputs() {
        return inputs;
    }

    /** {@return the number of output channels O} */
    public int outputSize() {
        return expected.width();
    }

    /** {@return the targets and the steps at which errors count, as losses take them} */
    public Targets expected() {
        return expected;
    }

    /** {@return a copy of the targets {@code [B, T, O]}, row-major} */
    public double[] targets() {
        return expected.toArray();
    }

    /**
     * {@return one target}
     *
     * @param trial below B
     * @param step below T
     * @param channel below O
     */
    public double target(int trial, int step, int channel) {
        return expected.get(trial, step, channel);
    }

    /**
     * {@return whether errors count at a trial and step}
     *
     * @param trial below B
     * @param step below T
     */
    public boolean counts(int trial, int step) {
        return expected.counts(trial, step);
    }

    /** {@return the number of output elements whose errors count} */
    public long countedElements() {
        return (long) expected.countedPlaces() * expected.width();
    }
}
