package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;

/** The arrays of a batch of trials while a task fills them. */
final class Batch {
    private final Task task;
    private final int trials;
    private final int steps;
    private final double[] inputs;
    private final double[] targets;

    Batch(Task task, int trials, int steps) {
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

    void input(int trial, int step, int channel, double value) {
        inputs[(trial * steps + step) * task.inputSize() + channel] = value;
    }

    void target(int trial, int step, int channel, double value) {
        targets[(trial * steps + step) * task.outputSize() + channel] = value;
    }

    Trials finish() {
        boolean[] counted = new boolean[trials * steps];
        java.util.Arrays.fill(counted, true);
        return finish(counted);
    }

    Trials finish(boolean[] counted) {
        return new Trials(Inputs.of(trials, steps, task.inputSize(), inputs), task.outputSize(), targets, counted);
    }
}
