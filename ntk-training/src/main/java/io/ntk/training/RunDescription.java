package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.runtime.provider.Cells;
import io.ntk.training.task.StoredData;
import io.ntk.training.task.StoredTask;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The description of a training run: everything that determines it.
 *
 * @param task the name of the task, {@link StoredTask#NAME} if it has data
 * @param data where the trials stand, unless a task draws them
 * @param cell the name of the cell, or the path of its equation file, as it was given
 * @param equations the equations of the cell, kept if they could change or constants were set
 * @param hidden the hidden size H, at least 1
 * @param layers the number of stacked layers, at least 1
 * @param dt the time step of a continuous-time cell, if given
 * @param settings the settings of the training
 * @param course how it goes on; empty of runs that were begun before that was kept
 */
public record RunDescription(
        String task,
        Optional<StoredData> data,
        String cell,
        Optional<RunEquations> equations,
        int hidden,
        int layers,
        OptionalDouble dt,
        TrainingSettings settings,
        Optional<RunCourse> course) {
    /** Checks the number of layers; the model checks the rest. */
    public RunDescription {
        if (layers < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The number of layers is " + layers + ".", "Give at least 1.");
        }
    }

    /**
     * Describes a run of a task that draws its trials and of a cell as it is known by its name.
     *
     * @param task the name of the task
     * @param cell the name of the cell
     * @param hidden the hidden size H, at least 1
     * @param layers the number of stacked layers, at least 1
     * @param dt the time step of a continuous-time cell, if given
     * @param settings the settings of the training
     */
    public RunDescription(
            String task, String cell, int hidden, int layers, OptionalDouble dt, TrainingSettings settings) {
        this(task, Optional.empty(), cell, Optional.empty(), hidden, layers, dt, settings, Optional.empty());
    }

    /**
     * {@return the same run, its data standing elsewhere}
     *
     * @param moved where they stand
     */
    public RunDescription withData(StoredData moved) {
        return new RunDescription(task, Optional.of(moved), cell, equations, hidden, layers, dt, settings, course);
    }

    /**
     * {@return the same run with a course}
     *
     * @param planned how it goes on
     */
    public RunDescription withCourse(RunCourse planned) {
        return new RunDescription(task, data, cell, equations, hidden, layers, dt, settings, Optional.of(planned));
    }

    /**
     * {@return the task, whose data are read if it has any}
     *
     * @param tasks the known tasks
     * @throws NtkException as {@link Tasks#task} and {@link StoredTask#read}
     */
    public Task learnt(Tasks tasks) {
        return data.isPresent() ? StoredTask.read(data.get(), settings.loss()) : tasks.task(task);
    }

    /**
     * {@return the network, including a readout with biases}
     *
     * @param cells the known cells
     * @param learnt the task
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL}, {@link ErrorId#INVALID_ARGUMENT} for options that the cell does not have, {@link
     *     ErrorId#SHAPE_MISMATCH} for constants that do not fit
     */
    public RecurrentModel model(Cells cells, Task learnt) {
        CellOptions options = CellOptions.DEFAULT.withLayers(layers);
        CellOptions timed = dt.isPresent() ? options.withDt(dt.getAsDouble()) : options;
        CellProvider provider = equations
                .map(RunEquations::provider)
                .map(CellProvider.class::cast)
                .orElseGet(() -> cells.provider(cell));
        Cell made = equations
                .map(own -> own.create(timed, learnt.inputSize(), hidden))
                .orElseGet(() -> provider.create(timed));
        return new RecurrentModel(
                provider.name(), made, learnt.inputSize(), hidden, Optional.of(new Readout(learnt.outputSize(), true)));
    }
}
