package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
        NumericArray array = reference.read();
        List<Integer> shape = array.shape();
        if (shape.size() != 3) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    array.description() + " has shape " + shape + ", but inputs have shape [trials, steps, channels].",
                    shape.size() == 2 ? "For one trial, save x[None] instead of x." : "Save them with three axes.");
        }
        if (shape.contains(0)) {
            List<String> axes = List.of("trials", "steps", "channels");
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    array.description() + " has shape [trials, steps, channels] = " + shape + ", so there are no "
                            + axes.get(shape.indexOf(0)) + ".",
                    "Give inputs with at least one trial, one step and one channel.");
        }
        array.requireFinite();
        return Inputs.of(shape.get(0), shape.get(1), shape.get(2), array.values());
    }

    /**
     * Reads a model and its inputs.
     *
     * @param model a checkpoint, optionally with the module inside it
     * @param inputs an array {@code [B, T, I]}
     * @param settings the settings that the files do not contain
     * @return the problem
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL}, {@link ErrorId#SHAPE_MISMATCH} naming both shapes,
     *     {@link ErrorId#UNKNOWN_PARAMETER}, {@link ErrorId#NON_FINITE} naming the tensor and the index, or as
     *     {@link ArrayReference#read}
     */
    public Problem problem(ArrayReference model, ArrayReference inputs, ModelSettings settings) {
        CellProvider provider = provider(settings);
        CellOptions options = options(provider, settings.dt());
        return problem(model, inputs(inputs), inputs, provider, options, settings);
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
        return new BeforeAfter(both.get(0), both.get(1));
    }

    /**
     * Reads several models of the same sizes; their common inputs are read once.
     *
     * @param models checkpoints, at least one
     * @param inputs an array {@code [B, T, I]}
     * @param settings the settings that the files do not contain
     * @return the problems, in order
     * @throws NtkException as {@link #problem}; {@link ErrorId#SHAPE_MISMATCH} if the checkpoints differ in their sizes
     */
    public List<Problem> problems(List<ArrayReference> models, ArrayReference inputs, ModelSettings settings) {
        CellProvider provider = provider(settings);
        CellOptions options = options(provider, settings.dt());
        Inputs read = inputs(inputs);
        List<Problem> problems = new ArrayList<>();
        for (ArrayReference model : models) {
            Problem problem = problem(model, read, inputs, provider, options, settings);
            if (!problems.isEmpty()) {
                requireSameSize(models.get(0), problems.get(0), model, problem);
            }
            problems.add(problem);
        }
        return problems;
    }

    /**
     * Looks for the networks that a file may hold.
     *
     * @param file the file
     * @return the networks in the order of the file; none if no known cell fits
     * @throws NtkException as {@link ArrayFile#open}
     */
    public List<FoundNetwork> networks(Path file) {
        return new NetworkSearch(cells).in(file);
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

    private CellProvider provider(ModelSettings settings) {
        CellProvider provider = cells.provider(settings.cell());
        if (settings.equations().equals(EquationSettings.NONE)) {
            return provider;
        }
        if (provider instanceof EquationProvider equations) {
            if (settings.equations().arrays().isPresent()
                    && equations.definition().arrays().isEmpty()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "A file of constants was given, but cell '" + provider.name()
                                + "' has no constants that are arrays.",
                        "Leave --constants out.");
            }
            return equations.with(settings.equations().constants());
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Constants were given for cell '" + provider.name() + "', which is not an equation file.",
                "Leave --set and --constants out, or name an equation file.");
    }

    private static CellOptions options(CellProvider provider, OptionalDouble dt) {
        CellOptions options = dt.isPresent() ? CellOptions.DEFAULT.withDt(dt.getAsDouble()) : CellOptions.DEFAULT;
        // This refuses an invalid time step before any file is opened.
        if (provider instanceof EquationProvider equations) {
            equations.create(options, Map.of(), Map.of());
        } else {
            provider.create(options);
        }
        return options;
    }

    private Problem problem(
            ArrayReference file,
            Inputs inputs,
            ArrayReference inputsFile,
            CellProvider provider,
            CellOptions options,
            ModelSettings settings) {
        if (provider instanceof EquationProvider equations && !TensorReader.hasNamesOfPyTorch(equations)) {
            EquationTensors.Read read = new EquationTensors(equations, settings).read(file, inputs.size());
            requireOneInitialState(equations, read, settings);
            listener.accept(read.reading());
            return problem(read.model(), read.values(), 1, inputs, settings, read.places());
        }
        StoredModel stored = new TensorReader(provider, options, settings).read(file, inputs.size(), cells);
        listener.accept(stored.reading());
        StoredTensors tensors = stored.tensors();
        CellMatch match = stored.match();
        if (match.shape().inputSize() != inputs.size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The inputs '" + inputsFile + "' have shape [" + inputs.trials() + ", " + inputs.steps() + ", "
                            + inputs.size() + "], but " + tensors.subject() + " is of a model that takes "
                            + match.shape().inputSize() + " channels: " + shapes(tensors) + ".",
                    "The last axis of the inputs must be the input size of the model.");
        }
        RecurrentModel model = new RecurrentModel(
                provider.name(),
                match.cell(),
                match.shape().inputSize(),
                match.shape().hiddenSize(),
                stored.readout().map(StoredReadout::of));
        return problem(model, values(stored), tensors.layers(), inputs, settings, List.of());
    }

    /** The state cannot begin both with what the equations say and with what the user gives: the sum would be silent. */
    private static void requireOneInitialState(
            EquationProvider equations, EquationTensors.Read read, ModelSettings settings) {
        boolean given = settings.h0().isPresent() || settings.c0().isPresent();
        for (String name : equations.definition().initialTensors()) {
            boolean isPresent =
                    !equations.optionalTensors().contains(name) || read.values().containsKey(name);
            if (given && isPresent) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "An initial state was given, but cell '" + equations.name() + "' begins with '" + name + "'.",
                        "Leave --h0 and --c0 out, or remove the initial state from the equation file.");
            }
        }
    }

    private static Problem problem(
            RecurrentModel model,
            Map<String, double[]> values,
            int layers,
            Inputs inputs,
            ModelSettings settings,
            List<StoredPlace> places) {
        return new Problem(
                model,
                Parameters.of(model.layout(), values),
                inputs,
                new InitialStates(model, layers, inputs.trials()).read(settings.h0(), settings.c0()),
                settings.observable(),
                settings.selection(),
                settings.precision(),
                settings.keep().map(new KeepFile(model.layout(), places)::read));
    }

    private static String shapes(StoredTensors tensors) {
        return tensors.arrays().values().stream().map(NumericArray::toString).collect(Collectors.joining(", "));
    }

    private static Map<String, double[]> values(StoredModel stored) {
        Map<String, double[]> values = new LinkedHashMap<>();
        stored.tensors().arrays().forEach((name, array) -> values.put(name, array.values()));
        stored.readout().ifPresent(found -> found.arrays().forEach((name, array) -> values.put(name, array.values())));
        return values;
    }
}
