package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** A network's outputs on a batch of trials, {@code [B, T, O]}. */
final class Answer {
    private final Trials trials;
    private final double[] outputs;

    Answer(Trials trials, double[] outputs) {
        this.trials = trials;
        this.outputs = outputs;
        long expected = (long) trials.inputs().trials() * trials.inputs().steps() * trials.outputSize();
        if (outputs.length != expected) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The network has " + outputs.length + " outputs, but the trials have " + expected + " targets.",
                    "Give the outputs [trials, steps, outputs] of all steps.");
        }
    }

    double output(int trial, int step, int channel) {
        return outputs[(trial * trials.inputs().steps() + step) * trials.outputSize() + channel];
    }

    /** {@return the fraction of counted elements that are within a distance of their targets} */
    double fractionWithin(double distance) {
        long right = 0;
        for (int b = 0; b < trials.inputs().trials(); b++) {
            for (int t = 0; t < trials.inputs().steps(); t++) {
                for (int o = 0; trials.counts(b, t) && o < trials.outputSize(); o++) {
                    right += Math.abs(output(b, t, o) - trials.target(b, t, o)) <= distance ? 1 : 0;
                }
            }
        }
        return (double) right / trials.countedElements();
    }
}
