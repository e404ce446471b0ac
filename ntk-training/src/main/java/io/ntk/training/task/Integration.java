package io.ntk.training.task;

/**
 * Running integration of white noise, as in Maheswaranathan et al. (NeurIPS 2019): the target is the sum of all inputs so
 * far, divided by √T so that it has variance 1 at the end.
 *
 * <p>The output at one step is right if it is within 0.2 of the target.
 */
public final class Integration extends ScalarTask {
    /** Makes the task. */
    public Integration() {}

    @Override
    public String name() {
        return "integration";
    }

    @Override
    public String description() {
        return "the running sum of a noisy input, divided by the square root of the number of steps";
    }

    @Override
    public int defaultSteps() {
        return 50;
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        Batch batch = new Batch(this, count, steps);
        double scale = 1 / Math.sqrt(steps);
        for (int b = 0; b < count; b++) {
            double[] inputs = new TrialRandom(seed, first + b).normals(steps);
            double sum = 0;
            for (int t = 0; t < steps; t++) {
                sum += inputs[t];
                batch.input(b, t, 0, inputs[t]);
                batch.target(b, t, 0, scale * sum);
            }
        }
        return batch.finish();
    }
}
