package io.ntk.examples.training;

import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;

/** Initial parameters uniform on ±scale/√H, as {@code torch.nn.RNN} and its like, and a {@code torch.nn.Linear} on H units. */
final class Initialization {
    /** Far from the streams of the trials, which count up from 0. */
    private static final long STREAM = -1;

    private Initialization() {}

    static Parameters uniform(RecurrentModel model, double scale, long seed) {
        CounterGenerator generator = new CounterGenerator(seed, STREAM);
        double bound = scale / Math.sqrt(model.hiddenSize());
        double[] theta = new double[model.layout().size()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = bound * (2 * generator.uniform(i) - 1);
        }
        return Parameters.of(model.layout(), theta);
    }
}
