package io.ntk.training.task;

/**
 * The sine wave generator of Sussillo and Barak (Neural Computation 2013): a constant input names one of 51 angular
 * frequencies between 0.1 and 0.6 radians a step, and the output oscillates at it, sin(ω t). The input is j/51 + 0.25
 * for frequency j. Errors count only after the first tenth of the trial, which gives the network time to start.
 *
 * <p>The output at one step is right if it is within 0.2 of the target.
 */
public final class SineWave extends ScalarTask {
    private static final int FREQUENCIES = 51;
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 0.6;
    private static final double OFFSET = 0.25;
    /** Makes the task. */
    public SineWave() {}

    @Override
    public String name() {
        return "sine";
    }

    @Override
    public String description() {
        return "oscillate at the frequency that a constant input names";
    }

    @Override
    public int defaultSteps() {
        return 100;
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        Batch batch = new Batch(this, count, steps);
        boolean[] counted = new boolean[count * steps];
        for (int b = 0; b < count; b++) {
            int frequency = (int) (FREQUENCIES * new TrialRandom(seed, first + b).uniform(0));
            double omega = SLOWEST + (FASTEST - SLOWEST) * frequency / (FREQUENCIES - 1);
            for (int t = 0; t < steps; t++) {
                batch.input(b, t, 0, (double) frequency / FREQUENCIES + OFFSET);
                batch.target(b, t, 0, StrictMath.sin(omega * (t + 1)));
                counted[b * steps + t] = t >= steps / 10;
            }
        }
        return batch.finish(counted);
    }
}
