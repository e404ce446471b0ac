package io.ntk.training.task;

import io.ntk.api.random.CounterGenerator;
import io.ntk.api.random.ProbeDistribution;

/** The random numbers of one trial: functions of the seed, the trial's index and the element's. */
final class Draws {
    private final long seed;
    private final long stream;
    private final CounterGenerator uniforms;

    Draws(long seed, long trial) {
        this.seed = seed;
        this.stream = 2 * trial;
        this.uniforms = new CounterGenerator(seed, stream + 1);
    }

    /** Uniform on (0, 1). */
    double uniform(long element) {
        return uniforms.uniform(element);
    }

    /** The first elements of standard normal noise. */
    double[] normals(int count) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, stream, 0, values, 0, count);
        return values;
    }
}
