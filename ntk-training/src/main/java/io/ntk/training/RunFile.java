package io.ntk.training;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.cells.CellDefinition;
import io.ntk.cells.CellLibrary;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.config.HoconFile;
import io.ntk.training.loss.Loss;
import io.ntk.training.task.StoredData;
import io.ntk.training.task.TrialFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads and writes a {@link RunDescription} as the JSON object of {@code run.json}. */
final class RunFile {
    private static final String TASK = "task";
    private static final String DATA = "data";
    private static final String EVALUATION_DATA = "evaluation-data";
    private static final String TIME_FIRST = "time-first";
    private static final String DATA_DIGEST = "data-sha256";
    private static final String SET = "set";
    private static final String EQUATIONS = "equations";
    private static final String CELL = "cell";
    private static final String HIDDEN = "hidden";
    private static final String LAYERS = "layers";
    private static final String DT = "dt";
    private static final String TRIALS = "trials";
    private static final String TIME_STEPS = "time-steps";
    private static final String LOSS = "loss";
    private static final String OPTIMIZER = "optimizer";
    private static final String LEARNING_RATE = "learning-rate";
    private static final String MOMENTUM = "momentum";
    private static final String WEIGHT_DECAY = "weight-decay";
    private static final String CLIP = "clip";
    private static final String INITIAL_SCALE = "init-scale";
    private static final String INITIAL_SCALES = "init-scales";
    private static final String SEED = "seed";
    private static final String PRECISION = "precision";

    private static final Pattern EQUATION_FILE = Pattern.compile("[A-Za-z]\\w*\\.cell");

    private RunFile() {}

    static String write(RunDescription run) {
        TrainingSettings settings = run.settings();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(TASK, run.task());
        run.data().ifPresent(data -> {
            values.put(DATA, data.learning().toString());
            data.evaluation().ifPresent(files -> values.put(EVALUATION_DATA, files.toString()));
            values.put(TIME_FIRST, data.learning().timeFirst());
            values.put(DATA_DIGEST, data.digest());
        });
        values.put(CELL, run.cell());
        run.equations().ifPresent(equations -> {
            values.put(EQUATIONS, cellFile(equations));
            values.put(SET, new TreeMap<>(equations.constants()));
        });
        values.put(HIDDEN, run.hidden());
        values.put(LAYERS, run.layers());
        run.dt().ifPresent(dt -> values.put(DT, dt));
        values.put(TRIALS, settings.trials());
        values.put(TIME_STEPS, settings.timeSteps());
        values.put(LOSS, settings.loss().label());
        values.put(OPTIMIZER, settings.optimizer().kind().label());
        values.put(LEARNING_RATE, settings.learningRate());
        values.put(MOMENTUM, settings.optimizer().momentum());
        values.put(WEIGHT_DECAY, settings.optimizer().weightDecay());
        // JSON has no infinity, so an absent clipping norm means no clipping.
        if (Double.isFinite(settings.clip())) {
            values.put(CLIP, settings.clip());
        }
        values.put(INITIAL_SCALE, settings.initialScale().all());
        // A list, because the last pattern that matches holds and an object has no order.
        List<String> scales = settings.initialScale().entries();
        values.put(INITIAL_SCALES, scales.subList(1, scales.size()));
        values.put(SEED, settings.seed());
        values.put(PRECISION, settings.precision().label());
        run.course().ifPresent(course -> CourseFile.put(values, course));
        ConfigRenderOptions json = ConfigRenderOptions.concise().setFormatted(true);
        return ConfigValueFactory.fromMap(values).render(json);
    }

    static RunDescription read(Path file) {
        try {
            Config config = HoconFile.read(file);
            TrainingSettings settings = new TrainingSettings(
                    config.getInt(TRIALS),
                    config.getInt(TIME_STEPS),
                    // Runs of before there was a choice do not name it.
                    config.hasPath(LOSS) ? Loss.parse(config.getString(LOSS)) : Loss.MSE,
                    optimizer(config),
                    config.hasPath(CLIP) ? config.getDouble(CLIP) : Double.POSITIVE_INFINITY,
                    initialScale(config),
                    config.getLong(SEED),
                    Precision.parse(config.getString(PRECISION)));
            return new RunDescription(
                    config.getString(TASK),
                    data(config),
                    config.getString(CELL),
                    equations(config, file),
                    config.getInt(HIDDEN),
                    config.getInt(LAYERS),
                    config.hasPath(DT) ? OptionalDouble.of(config.getDouble(DT)) : OptionalDouble.empty(),
                    settings,
                    CourseFile.read(config));
        } catch (ConfigException e) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "File '" + file + "' is not the description of a training run (" + e.getMessage() + ").",
                    "Name a folder that 'ntk train' wrote, or start a new run in another folder.",
                    e);
        }
    }

    private static Optional<StoredData> data(Config config) {
        if (!config.hasPath(DATA)) {
            return Optional.empty();
        }
        Optional<String> evaluation =
                config.hasPath(EVALUATION_DATA) ? Optional.of(config.getString(EVALUATION_DATA)) : Optional.empty();
        // Runs of before there was a choice do not name it.
        boolean timeFirst = config.hasPath(TIME_FIRST) && config.getBoolean(TIME_FIRST);
        Function<String, ArrayReference> files =
                text -> ArrayReference.parse(text).withTimeFirst(timeFirst);
        return Optional.of(new StoredData(
                TrialFiles.parse(config.getString(DATA), files),
                evaluation.map(others -> TrialFiles.parse(others, files)),
                config.getString(DATA_DIGEST)));
    }

    /** {@return the name of the equation file in the folder of a run} */
    static String cellFile(RunEquations equations) {
        return equations.name() + CellLibrary.SUFFIX;
    }

    private static Optional<RunEquations> equations(Config config, Path file) {
        if (!config.hasPath(EQUATIONS)) {
            return Optional.empty();
        }
        Map<String, String> constants = new TreeMap<>();
        config.getObject(SET).forEach((name, value) -> constants.put(name, String.valueOf(value.unwrapped())));
        EquationProvider equations = CellLibrary.read(inFolder(file, config.getString(EQUATIONS)));
        boolean hasArrays = !equations.definition().arrays().isEmpty();
        return Optional.of(new RunEquations(
                equations.text(), constants, hasArrays ? arrays(file, equations.definition()) : List.of()));
    }

    private static List<NumericArray> arrays(Path file, CellDefinition cell) {
        try (ArrayFile kept = ArrayFile.open(file.resolveSibling(RunFolder.CONSTANTS))) {
            return cell.arrays().stream()
                    .map(constant -> kept.read(constant.name()).requireFinite())
                    .toList();
        }
    }

    /** A description that was tampered with must not name files elsewhere. */
    private static Path inFolder(Path file, String name) {
        if (!EQUATION_FILE.matcher(name).matches()) {
            throw new ConfigException.BadValue(EQUATIONS, "'" + name + "' is not the name of an equation file");
        }
        return file.resolveSibling(name);
    }

    private static OptimizerSettings optimizer(Config config) {
        // Runs of before there was a choice do not name momentum and weight decay.
        return new OptimizerSettings(
                OptimizerKind.parse(config.getString(OPTIMIZER)),
                config.getDouble(LEARNING_RATE),
                config.hasPath(MOMENTUM) ? config.getDouble(MOMENTUM) : 0,
                config.hasPath(WEIGHT_DECAY) ? config.getDouble(WEIGHT_DECAY) : 0);
    }

    private static InitialScale initialScale(Config config) {
        List<String> entries = config.hasPath(INITIAL_SCALES) ? config.getStringList(INITIAL_SCALES) : List.of();
        return new InitialScale(
                config.getDouble(INITIAL_SCALE), InitialScale.parse(entries).byTensor());
    }
}
