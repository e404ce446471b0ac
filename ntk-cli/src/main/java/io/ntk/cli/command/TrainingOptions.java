package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.training.InitialScale;
import io.ntk.training.OptimizerKind;
import io.ntk.training.OptimizerSettings;
import io.ntk.training.RunDescription;
import io.ntk.training.TrainingSettings;
import io.ntk.training.loss.Loss;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that decide a training run; a run that is resumed keeps them. */
final class TrainingOptions {
    private static final int DEFAULT_HIDDEN = 64;
    private static final int DEFAULT_TRIALS = 100;
    private static final String INITIAL_SCALE = "--init-scale";

    @Option(names = "--task", paramLabel = "NAME", description = "What to learn.")
    private @Nullable String task;

    @Option(names = "--cell", paramLabel = "NAME", description = "The cell; 'ntk cells' lists them.")
    private @Nullable String cell;

    @Option(names = "--hidden", paramLabel = "H", description = "Units. Default: " + DEFAULT_HIDDEN + ".")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Stacked layers. Default: 1.")
    private @Nullable Integer layers;

    @Option(names = "--dt", paramLabel = "DT", description = "The time step of a continuous-time cell.")
    private @Nullable Double dt;

    @Option(names = "--trials", paramLabel = "B", description = "Trials a step. Default: " + DEFAULT_TRIALS + ".")
    private @Nullable Integer trials;

    @Option(names = "--time-steps", paramLabel = "T", description = "Time steps of a trial. Default: the task's own.")
    private @Nullable Integer timeSteps;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description = "mse or cross-entropy, which needs a task whose targets are probabilities. Default: mse.")
    private @Nullable String loss;

    @Option(names = "--optimizer", paramLabel = "NAME", description = "adam or sgd. Default: adam.")
    private @Nullable String optimizer;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Default: 0.001.")
    private @Nullable Double learningRate;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            description = "Of sgd, as PyTorch: v = M v + g, and a step is R v. Default: 0.")
    private @Nullable Double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "L",
            description = "sgd adds L times the parameters to the gradient; adam shrinks them by R L at each step, as"
                    + " PyTorch's AdamW. Default: 0.")
    private @Nullable Double weightDecay;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description = "Scale longer gradients down to this norm; Infinity for none. Default: 1.")
    private @Nullable Double clip;

    @Option(
            names = INITIAL_SCALE,
            paramLabel = "[TENSOR=]S",
            description = "Initial parameters are uniform on ±S/√H. With a tensor's name or glob, as in weight_hh=1.5, of"
                    + " that tensor only; repeatable, and the last that matches holds. Default: 1, as PyTorch.")
    private List<String> initialScale = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "Decides initial parameters and trials. Default: 0.")
    private @Nullable Long seed;

    /** {@return a new run} */
    RunDescription description(Workplace place) {
        if (task == null || cell == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A new run needs a task and a cell, but " + (task == null ? "--task" : "--cell") + " is missing.",
                    "Give both, such as --task flip-flop --cell gru, or --resume a run.");
        }
        Task learnt = Tasks.standard().task(task);
        TrainingSettings defaults = new TrainingSettings(
                trials == null ? DEFAULT_TRIALS : trials, timeSteps == null ? learnt.defaultSteps() : timeSteps);
        TrainingSettings settings = defaults.withOptimizer(optimizer(defaults.optimizer()))
                .withLoss(loss == null ? defaults.loss() : Loss.parse(loss))
                .withClip(clip == null ? defaults.clip() : clip)
                .withInitialScale(InitialScale.parse(initialScale))
                .withSeed(seed == null ? defaults.seed() : seed)
                .withPrecision(place.precision());
        return new RunDescription(
                task,
                cell,
                hidden == null ? DEFAULT_HIDDEN : hidden,
                layers == null ? 1 : layers,
                dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt),
                settings);
    }

    private OptimizerSettings optimizer(OptimizerSettings defaults) {
        return new OptimizerSettings(
                optimizer == null ? defaults.kind() : OptimizerKind.parse(optimizer),
                learningRate == null ? defaults.learningRate() : learningRate,
                momentum == null ? defaults.momentum() : momentum,
                weightDecay == null ? defaults.weightDecay() : weightDecay);
    }

    /**
     * {@return the value of an option as {@link #values} has it}
     *
     * @param option its name
     * @param given what was given for it
     */
    static Object canonical(String option, Object given) {
        return option.equals(INITIAL_SCALE) && given instanceof List<?> entries
                ? InitialScale.parse(entries.stream().map(String::valueOf).toList())
                        .entries()
                : given;
    }

    /** {@return the options that begin a run, with their values, a time step that it has none of being NaN} */
    static Map<String, Object> values(RunDescription run) {
        TrainingSettings settings = run.settings();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("--task", run.task());
        values.put("--cell", run.cell());
        values.put("--hidden", run.hidden());
        values.put("--layers", run.layers());
        values.put("--dt", run.dt().orElse(Double.NaN));
        values.put("--trials", settings.trials());
        values.put("--time-steps", settings.timeSteps());
        values.put("--loss", settings.loss().label());
        values.put("--optimizer", settings.optimizer().kind().label());
        values.put("--learning-rate", settings.learningRate());
        values.put("--momentum", settings.optimizer().momentum());
        values.put("--weight-decay", settings.optimizer().weightDecay());
        values.put("--clip", settings.clip());
        values.put(INITIAL_SCALE, settings.initialScale().entries());
        values.put("--seed", settings.seed());
        values.put("--precision", settings.precision().label());
        return values;
    }
}
