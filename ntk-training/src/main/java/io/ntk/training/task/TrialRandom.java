package io.ntk.training.task;

import io.ntk.api.random.CounterGenerator;
import io.ntk.api.random.ProbeDistribution;

/** The random numbers of one trial, which are functions of the seed, the trial's index and the element's index. */
final class TrialRandom {
    private final long seed;
    private final long stream;
    private final CounterGenerator uniforms;

    TrialRandom(long seed, long trial) {
        this.seed = seed;
        this.stream = 2 * trial;
        this.uniforms = new CounterGenerator(seed, stream + 1);
    }

    /** Draws from the uniform distribution on (0, 1). */
    double uniform(long element) {
        return uniforms.uniform(element);
    }

    /** {@return the first elements of standard normal noise} */
    double[] normals(int count) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, stream, 0, values, 0, count);
        return values;
    }
}
