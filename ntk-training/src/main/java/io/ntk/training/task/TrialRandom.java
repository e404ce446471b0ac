package io.ntk.training.task;

import io.ntk.api.random.CounterGenerator;
import io.ntk.api.random.ProbeDistribution;

/** The random numbers of one trial, which are functions of the seed, the trial's index and the element's index. */
public final class TrialRandom {
    private final long seed;
    private final long stream;
    private final CounterGenerator uniforms;

    /**
     * Takes the numbers of a trial.
     *
     * @param seed the seed
     * @param trial the trial's index
     */
    public TrialRandom(long seed, long trial) {
        this.seed = seed;
        this.stream = 2 * trial;
        this.uniforms = new CounterGenerator(seed, stream + 1);
    }

    /**
     * Draws from the uniform distribution on (0, 1).
     *
     * @param element the element's index
     * @return the number, always the same for one element
     */
    public double uniform(long element) {
        return uniforms.uniform(element);
    }

    /**
     * {@return the first elements of standard normal noise}
     *
     * @param count how many
     */
    public double[] normals(int count) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, stream, 0, values, 0, count);
        return values;
    }
}
