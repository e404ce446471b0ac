package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.runtime.provider.Cells;
import io.ntk.training.task.Task;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The description of a training run: everything that determines it except its length.
 *
 * @param task the name of the task
 * @param cell the name of the cell
 * @param hidden the hidden size H, at least 1
 * @param layers the number of stacked layers, at least 1
 * @param dt the time step of a continuous-time cell, if given
 * @param settings the settings of the training
 */
public record RunDescription(
        String task, String cell, int hidden, int layers, OptionalDouble dt, TrainingSettings settings) {
    /** Checks the number of layers; the model checks the rest. */
    public RunDescription {
        if (layers < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The number of layers is " + layers + ".", "Give at least 1.");
        }
    }

    /**
     * {@return the network, including a readout with biases}
     *
     * @param cells the known cells
     * @param learnt the task
     */
    public RecurrentModel model(Cells cells, Task learnt) {
        CellProvider provider = cells.provider(cell);
        CellOptions options = CellOptions.DEFAULT.withLayers(layers);
        return new RecurrentModel(
                provider.name(),
                provider.create(dt.isPresent() ? options.withDt(dt.getAsDouble()) : options),
                learnt.inputSize(),
                hidden,
                Optional.of(new Readout(learnt.outputSize(), true)));
    }
}
