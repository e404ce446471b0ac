package io.ntk.examples.task;

import io.ntk.training.task.Answer;
import io.ntk.training.task.Batch;
import io.ntk.training.task.Task;
import io.ntk.training.task.TrialRandom;
import io.ntk.training.task.Trials;

/** Outputs white noise as it was {@value #DELAY} steps ago. Before that, there is nothing to output, and errors do not count. */
public final class DelayedCopy implements Task {
    private static final int DELAY = 3;

    /** For {@link java.util.ServiceLoader}. */
    public DelayedCopy() {}

    @Override
    public String name() {
        return "delayed-copy";
    }

    @Override
    public String description() {
        return "the input of " + DELAY + " steps ago";
    }

    @Override
    public int inputSize() {
        return 1;
    }

    @Override
    public int outputSize() {
        return 1;
    }

    @Override
    public int defaultSteps() {
        return 20;
    }

    @Override
    public int leastSteps() {
        return DELAY + 1;
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        Batch batch = new Batch(this, count, steps);
        boolean[] counted = new boolean[count * steps];
        for (int b = 0; b < count; b++) {
            double[] noise = new TrialRandom(seed, first + b).normals(steps);
            for (int t = 0; t < steps; t++) {
                batch.input(b, t, 0, noise[t]);
                if (t >= DELAY) {
                    batch.target(b, t, 0, noise[t - DELAY]);
                    counted[b * steps + t] = true;
                }
            }
        }
        return batch.finish(counted);
    }

    @Override
    public double accuracy(Trials trials, double[] outputs) {
        return new Answer(trials, outputs).fractionWithin(0.2);
    }
}
