package io.ntk.training;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import java.util.Map;
import java.util.Objects;

/** Random initial parameters. */
final class Initialization {
    /** The stream of the initial parameters; the streams of the trials count up from 0. */
    private static final long STREAM = -1;

    private Initialization() {}

    /** Draws every parameter uniformly on ±scale/√H, as {@code torch.nn.RNN} and {@code torch.nn.Linear} on H units. */
    static Parameters uniform(RecurrentModel model, InitialScale scale, long seed) {
        double width = Math.sqrt(model.hiddenSize());
        return draw(model, scale, seed, (tensor, factor) -> factor / width);
    }

    /** Draws weights uniformly on ±scale √(3 / fan-in), which has variance scale² / fan-in, and sets biases to zero. */
    static Parameters byFanIn(RecurrentModel model, InitialScale scale, long seed) {
        return draw(
                model,
                scale,
                seed,
                (tensor, factor) -> tensor.shape().size() > 1 ? factor * Math.sqrt(3.0 / tensor.columns()) : 0);
    }

    /** A bound of the elements of a tensor, for its scale; 0 for zeros. */
    private interface Bound {
        double of(ParameterTensor tensor, double scale);
    }

    /** Draws each tensor uniformly between plus and minus its bound. */
    private static Parameters draw(RecurrentModel model, InitialScale scale, long seed, Bound bounds) {
        CounterGenerator generator = new CounterGenerator(seed, STREAM);
        Map<String, Double> factors = scale.factors(model.layout());
        double[] theta = new double[model.layout().size()];
        for (ParameterTensor tensor : model.layout().tensors()) {
            double bound = bounds.of(tensor, Objects.requireNonNull(factors.get(tensor.name())));
            int from = tensor.offset();
            for (int i = from; bound > 0 && i < from + tensor.size(); i++) {
                theta[i] = bound * (2 * generator.uniform(i) - 1);
            }
        }
        return Parameters.of(model.layout(), theta);
    }
}
