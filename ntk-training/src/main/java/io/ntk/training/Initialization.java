package io.ntk.training;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;

/** Random initial parameters. */
final class Initialization {
    /** The stream of the initial parameters; the streams of the trials count up from 0. */
    private static final long STREAM = -1;

    private Initialization() {}

    /** Draws every parameter uniformly on ±scale/√H, as {@code torch.nn.RNN} and {@code torch.nn.Linear} on H units. */
    static Parameters uniform(RecurrentModel model, double scale, long seed) {
        CounterGenerator generator = new CounterGenerator(seed, STREAM);
        double bound = scale / Math.sqrt(model.hiddenSize());
        double[] theta = new double[model.layout().size()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = bound * (2 * generator.uniform(i) - 1);
        }
        return Parameters.of(model.layout(), theta);
    }

    /** Draws weights uniformly on ±scale √(3 / fan-in), which has variance scale² / fan-in, and sets biases to zero. */
    static Parameters byFanIn(RecurrentModel model, double scale, long seed) {
        CounterGenerator generator = new CounterGenerator(seed, STREAM);
        double[] theta = new double[model.layout().size()];
        for (ParameterTensor tensor : model.layout().tensors()) {
            if (tensor.shape().size() > 1) {
                double bound = scale * Math.sqrt(3.0 / tensor.columns());
                int from = tensor.offset();
                for (int i = from; i < from + tensor.size(); i++) {
                    theta[i] = bound * (2 * generator.uniform(i) - 1);
                }
            }
        }
        return Parameters.of(model.layout(), theta);
    }
}
