package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import java.util.Arrays;

/** The arrays of a batch of trials while a task fills them. What is not filled is zero. */
public final class Batch {
    private final Task task;
    private final int trials;
    private final int steps;
    private final double[] inputs;
    private final double[] targets;

    /**
     * Makes an empty batch.
     *
     * @param task whose batch it is
     * @param trials B
     * @param steps T
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for fewer than 1 trial, or fewer steps than the task's least
     */
    public Batch(Task task, int trials, int steps) {
        if (trials < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, trials + " trials were requested.", "Request at least 1 trial.");
        }
        if (steps < task.leastSteps()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Task '" + task.name() + "' was given " + steps + " time steps.",
                    "Give it at least " + task.leastSteps() + "; " + task.defaultSteps() + " are usual.");
        }
        this.task = task;
        this.trials = trials;
        this.steps = steps;
        int places = Math.multiplyExact(trials, steps);
        this.inputs = new double[Math.multiplyExact(places, task.inputSize())];
        this.targets = new double[Math.multiplyExact(places, task.outputSize())];
    }

    /**
     * Sets one input.
     *
     * @param trial below B
     * @param step below T
     * @param channel below I
     * @param value x
     */
    public void input(int trial, int step, int channel, double value) {
        inputs[(trial * steps + step) * task.inputSize() + channel] = value;
    }

    /**
     * Sets one target.
     *
     * @param trial below B
     * @param step below T
     * @param channel below O
     * @param value what the output should be
     */
    public void target(int trial, int step, int channel, double value) {
        targets[(trial * steps + step) * task.outputSize() + channel] = value;
    }

    /** {@return the trials, at all steps of which errors count} */
    public Trials finish() {
        boolean[] counted = new boolean[trials * steps];
        Arrays.fill(counted, true);
        return finish(counted);
    }

    /**
     * {@return the trials}
     *
     * @param counted the trials and steps {@code [B, T]} at which errors count, row-major
     */
    public Trials finish(boolean[] counted) {
        return new Trials(Inputs.of(trials, steps, task.inputSize(), inputs), task.outputSize(), targets, counted);
    }
}
