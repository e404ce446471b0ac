package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** A network's outputs on a batch of trials, {@code [B, T, O]}. */
public final class Answer {
    private final Trials trials;
    private final double[] outputs;

    /**
     * Takes the outputs.
     *
     * @param trials the trials
     * @param outputs y, row-major; kept, not copied
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for another number of outputs than of targets
     */
    public Answer(Trials trials, double[] outputs) {
        this.trials = trials;
        this.outputs = outputs;
        trials.expected().requireOutputs(outputs);
    }

    /**
     * {@return one output}
     *
     * @param trial below B
     * @param step below T
     * @param channel below O
     */
    public double output(int trial, int step, int channel) {
        return outputs[(trial * trials.inputs().steps() + step) * trials.outputSize() + channel];
    }

    /**
     * {@return the fraction of counted elements that are within a distance of their targets}
     *
     * @param distance the largest error of a right answer
     */
    public double fractionWithin(double distance) {
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

    /** {@return the fraction of counted steps at which the output that is largest is that whose target is largest} */
    public double fractionOfClasses() {
        long right = 0;
        for (int b = 0; b < trials.inputs().trials(); b++) {
            for (int t = 0; t < trials.inputs().steps(); t++) {
                right += trials.counts(b, t) && namesClass(b, t) ? 1 : 0;
            }
        }
        return (double) right / trials.expected().countedPlaces();
    }

    private boolean namesClass(int trial, int step) {
        int said = 0;
        int expected = 0;
        for (int o = 1; o < trials.outputSize(); o++) {
            said = output(trial, step, o) > output(trial, step, said) ? o : said;
            expected = trials.target(trial, step, o) > trials.target(trial, step, expected) ? o : expected;
        }
        return said == expected;
    }
}
