package io.ntk.training;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.runtime.config.HoconFile;
import io.ntk.training.loss.Loss;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Reads and writes a {@link RunDescription} as the JSON object of {@code run.json}. */
final class RunFile {
    private static final String TASK = "task";
    private static final String CELL = "cell";
    private static final String HIDDEN = "hidden";
    private static final String LAYERS = "layers";
    private static final String DT = "dt";
    private static final String TRIALS = "trials";
    private static final String TIME_STEPS = "time-steps";
    private static final String LOSS = "loss";
    private static final String OPTIMIZER = "optimizer";
    private static final String LEARNING_RATE = "learning-rate";
    private static final String CLIP = "clip";
    private static final String INITIAL_SCALE = "init-scale";
    private static final String SEED = "seed";
    private static final String PRECISION = "precision";

    private RunFile() {}

    static String write(RunDescription run) {
        TrainingSettings settings = run.settings();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(TASK, run.task());
        values.put(CELL, run.cell());
        values.put(HIDDEN, run.hidden());
        values.put(LAYERS, run.layers());
        run.dt().ifPresent(dt -> values.put(DT, dt));
        values.put(TRIALS, settings.trials());
        values.put(TIME_STEPS, settings.timeSteps());
        values.put(LOSS, settings.loss().label());
        values.put(OPTIMIZER, settings.optimizer().label());
        values.put(LEARNING_RATE, settings.learningRate());
        // JSON has no infinity, so an absent clipping norm means no clipping.
        if (Double.isFinite(settings.clip())) {
            values.put(CLIP, settings.clip());
        }
        values.put(INITIAL_SCALE, settings.initialScale());
        values.put(SEED, settings.seed());
        values.put(PRECISION, settings.precision().label());
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
                    OptimizerKind.parse(config.getString(OPTIMIZER)),
                    config.getDouble(LEARNING_RATE),
                    config.hasPath(CLIP) ? config.getDouble(CLIP) : Double.POSITIVE_INFINITY,
                    config.getDouble(INITIAL_SCALE),
                    config.getLong(SEED),
                    Precision.parse(config.getString(PRECISION)));
            return new RunDescription(
                    config.getString(TASK),
                    config.getString(CELL),
                    config.getInt(HIDDEN),
                    config.getInt(LAYERS),
                    config.hasPath(DT) ? OptionalDouble.of(config.getDouble(DT)) : OptionalDouble.empty(),
                    settings);
        } catch (ConfigException e) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "File '" + file + "' is not the description of a training run (" + e.getMessage() + ").",
                    "Name a folder that 'ntk train' wrote, or start a new run in another folder.",
                    e);
        }
    }
}
