package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.EquationProvider;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Rerun;
import io.ntk.runtime.provider.Cells;
import io.ntk.training.ConstantsFile;
import io.ntk.training.InitialScale;
import io.ntk.training.OptimizerKind;
import io.ntk.training.OptimizerSettings;
import io.ntk.training.RunDescription;
import io.ntk.training.RunEquations;
import io.ntk.training.RunFolder;
import io.ntk.training.TrainingSettings;
import io.ntk.training.loss.Loss;
import io.ntk.training.task.StoredData;
import io.ntk.training.task.StoredTask;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import io.ntk.training.task.TrialFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that decide a training run; a run that is resumed keeps them. */
@Grouped(OptionGroup.TRAINING)
final class TrainingOptions {
    private static final int DEFAULT_HIDDEN = 64;
    private static final int DEFAULT_TRIALS = 100;
    private static final String INITIAL_SCALE = "--init-scale";
    private static final String DATA = "--data";
    private static final String EVALUATION_DATA = "--evaluation-data";
    private static final String SET = "--set";
    private static final String CONSTANTS = "--constants";

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "What to learn; 'ntk tasks' lists the tasks. Several for one network are joined by +.")
    private @Nullable String task;

    @Option(
            names = DATA,
            paramLabel = "X,Y[,VALID]",
            description =
                    "Learn from files instead: inputs [trials, steps, channels], targets [trials, steps, outputs] or,"
                            + " for cross-entropy, classes [trials, steps], and the steps that count, [trials, steps] of 0 and 1;"
                            + " each FILE[:ARRAY].")
    private @Nullable String data;

    @Option(
            names = EVALUATION_DATA,
            paramLabel = "X,Y[,VALID]",
            description = "Files to evaluate on. Default: those of --data.")
    private @Nullable String evaluationData;

    @Mixin
    private final TimeFirstOption order = new TimeFirstOption();

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "The cell, which 'ntk cells' lists, or an equation file (.cell).")
    private @Nullable String cell;

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = SET,
            paramLabel = "NAME=VALUE",
            description = "A constant of the cell: a number, or the name of a function. Repeatable.")
    private Map<String, String> constants = Map.of();

    @Grouped(OptionGroup.MODEL)
    @Option(names = CONSTANTS, paramLabel = "FILE[:PREFIX]", description = "The constants of the cell that are arrays.")
    private @Nullable String arrays;

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--hidden", paramLabel = "H", description = "Units. Default: " + DEFAULT_HIDDEN + ".")
    private @Nullable Integer hidden;

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--layers", paramLabel = "N", description = "Stacked layers. Default: 1.")
    private @Nullable Integer layers;

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--dt", paramLabel = "DT", description = "The time step of a continuous-time cell.")
    private @Nullable Double dt;

    @Option(
            names = "--trials",
            paramLabel = "B",
            description = "Trials a step. Default: " + DEFAULT_TRIALS
                    + ", or all of --data, of which fewer are drawn anew for each step.")
    private @Nullable Integer trials;

    @Option(names = "--time-steps", paramLabel = "T", description = "Time steps of a trial. Default: the task's own.")
    private @Nullable Integer timeSteps;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            completionCandidates = Candidates.Losses.class,
            description = "mse or cross-entropy, which needs a task whose targets are probabilities. Default: mse.")
    private @Nullable String loss;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            completionCandidates = Candidates.Optimizers.class,
            description = "adam or sgd. Default: adam.")
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
            description =
                    "Initial parameters are uniform on ±S/√H. With a tensor's name or glob, as in weight_hh=1.5, of"
                            + " that tensor only; repeatable, and the last that matches holds. Default: 1, as PyTorch.")
    private List<String> initialScale = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "Decides initial parameters and trials. Default: 0.")
    private @Nullable Long seed;

    /** A run, and the task that it learns. */
    record Plan(RunDescription run, Task task) {}

    /** {@return a new run} */
    Plan plan(Workplace place, Tasks tasks) {
        if ((task == null && data == null) || cell == null) {
            throw refused(
                    "A new run needs a task and a cell, but " + (cell == null ? "--cell" : "--task") + " is missing.",
                    "Give both, such as --task flip-flop --cell gru, or --resume a run; --data X,Y takes the place of"
                            + " --task.");
        }
        requireOneSource();
        Loss chosen = loss == null ? Loss.MSE : Loss.parse(loss);
        Optional<StoredTask> stored = stored(place).map(files -> StoredTask.read(files, chosen));
        Task learnt = stored.isPresent() ? stored.get() : tasks.task(Objects.requireNonNull(task));
        int batch = stored.map(StoredTask::size).orElse(DEFAULT_TRIALS);
        TrainingSettings defaults = new TrainingSettings(
                trials == null ? batch : trials, timeSteps == null ? learnt.defaultSteps() : timeSteps);
        TrainingSettings settings = defaults.withOptimizer(optimizer(defaults.optimizer()))
                .withLoss(chosen)
                .withClip(clip == null ? defaults.clip() : clip)
                .withInitialScale(InitialScale.parse(initialScale))
                .withSeed(seed == null ? defaults.seed() : seed)
                .withPrecision(place.precision());
        RunDescription run = new RunDescription(
                learnt.name(),
                stored.map(StoredTask::data),
                cell,
                equations(place),
                hidden == null ? DEFAULT_HIDDEN : hidden,
                layers == null ? 1 : layers,
                dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt),
                settings,
                Optional.empty());
        return new Plan(run, learnt);
    }

    private void requireOneSource() {
        if (data != null && task != null) {
            throw refused("--data and --task were both given.", "Leave one of them out.");
        }
        if (data != null && timeSteps != null) {
            throw refused("--time-steps was given with --data, whose trials have a length.", "Leave it out.");
        }
        if (data == null && evaluationData != null) {
            throw refused("--evaluation-data was given without --data.", "Give both, or leave it out.");
        }
        if (data == null && order.isGiven()) {
            throw refused(TimeFirstOption.NAME + " was given without --data.", "Give both, or leave it out.");
        }
    }

    private Optional<StoredData> stored(Workplace place) {
        return Optional.ofNullable(data)
                .map(files -> new StoredData(
                        files(files, order.isGiven(), place),
                        Optional.ofNullable(evaluationData).map(others -> files(others, order.isGiven(), place))));
    }

    private static TrialFiles files(String text, boolean timeFirst, Workplace place) {
        return TrialFiles.parse(text, name -> place.file(name).withTimeFirst(timeFirst))
                .absolute();
    }

    /** {@return the equations to keep: those that could change, or of which constants are set} */
    private Optional<RunEquations> equations(Workplace place) {
        Cells cells = place.runtime().cells();
        String name = Objects.requireNonNull(cell);
        boolean changed = !constants.isEmpty() || arrays != null;
        if (!(cells.provider(name) instanceof EquationProvider equations)) {
            if (changed) {
                throw refused(
                        "Constants were given for cell '" + name + "', which is not an equation file.",
                        "Leave --set and --constants out, or name an equation file.");
            }
            return Optional.empty();
        }
        boolean hasArrays = !equations.definition().arrays().isEmpty();
        if (hasArrays != (arrays != null)) {
            throw refused(
                    hasArrays
                            ? "Cell '" + equations.name()
                                    + "' has constants that are arrays, but --constants is missing."
                            : "--constants was given, but cell '" + equations.name()
                                    + "' has no constants that are arrays.",
                    hasArrays ? "Give --constants FILE, which holds them." : "Leave it out.");
        }
        if (!changed && cells.isShipped(name) && equations.isPlain()) {
            return Optional.empty();
        }
        return Optional.of(new RunEquations(
                equations.text(),
                constants,
                arrays == null ? List.of() : ConstantsFile.read(equations.definition(), place.file(arrays))));
    }

    private static NtkException refused(String problem, String remedy) {
        return new NtkException(ErrorId.INVALID_ARGUMENT, problem, remedy);
    }

    /**
     * {@return a run as it was begun, told that its data moved}
     *
     * @throws NtkException if the files hold other numbers, as soon as they are read
     */
    RunDescription resumed(RunDescription run, Workplace place) {
        if (arrays != null) {
            throw refused("--constants was given with --resume, but the run has its own.", "Leave it out.");
        }
        if (data == null && evaluationData == null) {
            run.data().ifPresent(earlier -> earlier.files().forEach(file -> place.file(file.toString())));
            return run;
        }
        StoredData earlier = run.data()
                .orElseThrow(() -> refused(
                        "Data were given, but the run was begun with task '" + run.task() + "'.",
                        "Leave --data and --evaluation-data out."));
        boolean timeFirst = earlier.learning().timeFirst();
        StoredData moved = new StoredData(
                data == null ? earlier.learning() : files(data, timeFirst, place),
                evaluationData == null ? earlier.evaluation() : Optional.of(files(evaluationData, timeFirst, place)),
                earlier.digest());
        return run.withData(moved);
    }

    /** Says again where the data of a run that is resumed moved. */
    void repeatMoved(Rerun again) {
        if (data != null) {
            again.with(DATA, data);
        }
        if (evaluationData != null) {
            again.with(EVALUATION_DATA, evaluationData);
        }
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
        if (option.equals(INITIAL_SCALE) && given instanceof List<?> entries) {
            return InitialScale.parse(entries.stream().map(String::valueOf).toList())
                    .entries();
        }
        return given instanceof Map<?, ?> map
                ? map.entrySet().stream().map(Object::toString).sorted().toList()
                : given;
    }

    /** {@return the options that begin a run, with their values, a time step that it has none of being NaN} */
    static Map<String, Object> values(RunDescription run) {
        TrainingSettings settings = run.settings();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("--task", run.task());
        values.put(
                TimeFirstOption.NAME,
                run.data().filter(data -> data.learning().timeFirst()).isPresent());
        values.put("--cell", run.cell());
        values.put(
                SET,
                run.equations().map(RunEquations::constants).orElse(Map.of()).entrySet().stream()
                        .map(Object::toString)
                        .sorted()
                        .toList());
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

    /** Says again what began a run, without what was left open; the equations and their constants are those that were kept. */
    static void repeat(RunDescription run, RunFolder folder, Rerun again) {
        run.equations().ifPresent(equations -> {
            again.instead("--cell", folder.cell());
            if (!equations.arrays().isEmpty()) {
                again.instead(CONSTANTS, folder.checkpoint(0));
            }
        });
        Map<String, Object> values = values(run);
        run.data().ifPresent(data -> {
            values.remove("--task");
            values.remove("--time-steps");
            again.with(DATA, data.learning());
            data.evaluation().ifPresent(files -> again.with(EVALUATION_DATA, files));
        });
        values.forEach((option, value) -> {
            if (value instanceof List<?> several) {
                again.withEach(option, several);
            } else if (value instanceof Boolean isOn) {
                again.withFlag(option, isOn);
            } else if (!value.equals(Double.NaN)) {
                again.with(option, value);
            }
        });
        run.course().ifPresent(course -> CourseOptions.repeat(course, again));
    }
}
