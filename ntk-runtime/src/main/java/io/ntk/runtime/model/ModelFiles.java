package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.provider.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads problems from files. The number of layers, the biases, the sizes and the readout of a model follow from the
 * tensors of its checkpoint.
 *
 * <p>A mismatch is an {@link NtkException} that names the file, the tensor and both shapes. A model gets a readout only
 * if its outputs are observed, because the states do not depend on it.
 */
public final class ModelFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);

    private final Cells cells;
    private final Consumer<ModelReading> listener;

    /**
     * Makes a reader for models of the given cells.
     *
     * @param cells the cells that users may name
     */
    public ModelFiles(Cells cells) {
        this(cells, reading -> LOG.info("Read '{}': {}", reading.file(), reading.summary()));
    }

    private ModelFiles(Cells cells, Consumer<ModelReading> listener) {
        this.cells = cells;
        this.listener = listener;
    }

    /**
     * {@return a reader that also tells what it takes from each checkpoint, and what it leaves}
     *
     * @param reading is told of each model that was read
     */
    public ModelFiles telling(Consumer<ModelReading> reading) {
        return new ModelFiles(cells, listener.andThen(reading));
    }

    /**
     * Reads inputs.
     *
     * @param reference an array {@code [B, T, I]}
     * @return the inputs
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for other than three axes, {@link ErrorId#INVALID_ARGUMENT} if
     *     one is empty, {@link ErrorId#NON_FINITE}; or as {@link ArrayReference#read}
     */
    public Inputs inputs(ArrayReference reference) {
        return StoredInputs.read(reference).whole();
    }

    /**
     * Reads a model and its inputs.
     *
     * @param model a checkpoint, optionally with the module inside it
     * @param inputs an array {@code [B, T, I]}, or of fewer axes if the number of channels of the model tells which
     * @param settings the settings that the files do not contain
     * @return the problem
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL}, {@link ErrorId#SHAPE_MISMATCH} naming both shapes,
     *     {@link ErrorId#UNKNOWN_PARAMETER}, {@link ErrorId#NON_FINITE} naming the tensor and the index, or as
     *     {@link ArrayReference#read}
     */
    public Problem problem(ArrayReference model, ArrayReference inputs, ModelSettings settings) {
        ModelReader reader = ModelReader.of(cells, settings);
        return problem(model, StoredInputs.read(inputs), reader, settings);
    }

    /**
     * Reads one model at two points of its training.
     *
     * @param before the earlier checkpoint
     * @param after the later checkpoint
     * @param inputs an array {@code [B, T, I]}
     * @param settings the settings that the files do not contain
     * @return both problems
     * @throws NtkException as {@link #problem}; {@link ErrorId#SHAPE_MISMATCH} if the checkpoints differ in their sizes
     */
    public BeforeAfter pair(
            ArrayReference before, ArrayReference after, ArrayReference inputs, ModelSettings settings) {
        List<Problem> both = problems(List.of(before, after), inputs, settings);
        requireSameSize(before, both.get(0), after, both.get(1));
        return new BeforeAfter(both.get(0), both.get(1));
    }

    /**
     * Reads several models of one cell, whose sizes may differ; their common inputs are read once.
     *
     * @param models checkpoints, at least one
     * @param inputs an array {@code [B, T, I]}
     * @param settings the settings that the files do not contain
     * @return the problems, in order
     * @throws NtkException as {@link #problem}
     */
    public List<Problem> problems(List<ArrayReference> models, ArrayReference inputs, ModelSettings settings) {
        ModelReader reader = ModelReader.of(cells, settings);
        StoredInputs read = StoredInputs.read(inputs);
        List<Problem> problems = new ArrayList<>();
        for (ArrayReference model : models) {
            problems.add(problem(model, read, reader, settings));
        }
        return problems;
    }

    /**
     * Tells which trials of the inputs a problem is of. The file is read again where not all are.
     *
     * @param problem as {@link #problem} read it
     * @param inputs the array from which it was read
     * @param part which part was looked at
     * @return the trials
     * @throws NtkException as {@link ArrayReference#read}
     */
    public ChosenTrials trials(Problem problem, ArrayReference inputs, RestrictionSettings part) {
        if (part.trials().isEmpty()) {
            return ChosenTrials.all(problem.inputs().trials());
        }
        int all = StoredInputs.read(inputs).trials(problem.model().inputSize());
        return new ChosenTrials(all, part.trials().orElseThrow().on(all, "trials"));
    }

    /**
     * Looks for the networks that a file may hold.
     *
     * @param file the file
     * @return the networks in the order of the file; none if no known cell fits
     * @throws NtkException as {@link ArrayFile#open}
     */
    public List<FoundNetwork> networks(Path file) {
        return networks(new ArrayReference(file, Optional.empty()));
    }

    /**
     * Looks for the networks that a file, or a module in it, may hold.
     *
     * @param reference the file, optionally with the module
     * @return the networks in the order of the file; none if no known cell fits
     * @throws NtkException as {@link ArrayFile#open}
     */
    public List<FoundNetwork> networks(ArrayReference reference) {
        return new NetworkSearch(cells).in(reference);
    }

    /**
     * Names the parameters of a model, among which a selection may choose.
     *
     * @param checkpoint the file, optionally with the module
     * @param cell the name of a cell, or an equation file
     * @return the names of its tensors in the order of θ, without a readout's
     * @throws NtkException as {@link #problem}
     */
    public List<String> parameterNames(ArrayReference checkpoint, String cell) {
        return new NetworkSearch(cells).parameters(checkpoint, cells.provider(cell));
    }

    /**
     * Looks for masks and signs in a file in which no network is known.
     *
     * @param reference the file, optionally with the module
     * @return arrays that hold only −1, 0 and 1, not all equal, in the order of the file; among the first few that are looked at
     * @throws NtkException as {@link ArrayFile#open}
     */
    public List<ArrayInfo> signsAndMasks(ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            return new SignsAndMasks(file).among(ModelReading.unused(reference, file, List.of()), file.names(), 0);
        }
    }

    private static void requireSameSize(ArrayReference before, Problem first, ArrayReference after, Problem second) {
        ParameterLayout earlier = first.model().layout();
        ParameterLayout later = second.model().layout();
        if (!earlier.equals(later)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Checkpoint '" + before + "' is of a model with " + earlier + ", but '" + after + "' of one with "
                            + later + ".",
                    "Give checkpoints of the same network.");
        }
    }

    private Problem problem(
            ArrayReference checkpoint, StoredInputs inputs, ModelReader reader, ModelSettings settings) {
        List<String> notes = new ArrayList<>();
        NamedModel named = named(checkpoint, inputs.channels(), reader, settings, notes);
        StoredModel stored = named.stored();
        TensorNames names = named.names();
        RecurrentModel model = stored.model();
        List<Integer> shape = inputs.shape(model, checkpoint);
        RestrictionReader part = new RestrictionReader(settings.restriction(), shape.get(0), shape.get(1));
        Indices trials = part.trials();
        Restriction restriction = part.read(model.observedSize(settings.observable()));
        inputs.note(model.inputSize()).ifPresent(notes::add);
        part.note().ifPresent(notes::add);
        InitialStates initial = new InitialStates(model, stored.layers(), shape.get(0), notes::add);
        KeepFile keep = new KeepFile(model.layout(), stored.places(), notes::add);
        Problem problem = new Problem(
                model,
                Parameters.of(model.layout(), stored.values()).labelled(named.labels()),
                inputs.of(shape, part.usedSteps(restriction)).ofTrials(trials),
                initial.read(settings.h0(), settings.c0()).ofTrials(trials),
                settings.observable(),
                names.resolve(settings.selection()),
                settings.precision(),
                settings.keep().map(keep::read),
                restriction.ofTrials(trials));
        listener.accept(stored.reading().on(shape).noting(notes));
        return problem;
    }

    private NamedModel named(
            ArrayReference checkpoint, int channels, ModelReader reader, ModelSettings settings, List<String> notes) {
        try (ArrayFile file = ArrayFile.open(checkpoint.file())) {
            ModelSettings complete = TrainedCell.complete(file, settings, cells.provider(settings.cell()), notes::add);
            ModelReader own = complete.equals(settings) ? reader : ModelReader.of(cells, complete);
            StoredModel stored = own.readAndLook(file, checkpoint, channels);
            // A run of ntk has the names of the cell in all that it writes, though its files have PyTorch's.
            boolean isOwn = TrainedCell.wrote(file);
            return new NamedModel(
                    stored,
                    isOwn,
                    new TensorNames(stored.model().layout(), stored.reading().relativeSources()));
        }
    }

    /**
     * A model, and what its tensors may be called.
     *
     * @param isOwn whether ntk trained it
     */
    private record NamedModel(StoredModel stored, boolean isOwn, TensorNames names) {
        Map<String, String> labels() {
            return isOwn ? Map.of() : names.labels();
        }
    }
}
