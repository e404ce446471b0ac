package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.ReplacedFile;
import io.ntk.io.table.RowFile;
import io.ntk.runtime.model.TrainedCell;
import io.ntk.training.loss.Targets;
import io.ntk.training.task.Task;
import io.ntk.training.task.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a training run: {@code run.json} describes the run, {@code inputs.npy} holds the evaluation inputs, {@code
 * targets.npy} their targets and {@code valid.npy} a 1 for each step at which errors count, else 0,
 * {@code step-000100.safetensors} the parameters after 100 steps under PyTorch's names, {@code metrics.csv} one line
 * for each step, and {@code resume.safetensors} the state to resume from. Where kernels are followed, {@code track.csv} holds
 * what was found. A cell whose equations could change, or of which constants
 * were set, is kept as {@code NAME.cell}, and its constants that are arrays as {@code constants.safetensors}.
 *
 * <p>However the process ends, the folder holds either no {@code run.json} or a run that can be resumed, with every
 * appended row of its metrics. Only one process writes to the folder at a time.
 */
public final class RunFolder implements AutoCloseable {
    private static final String DESCRIPTION = "run.json";
    private static final String INPUTS = "inputs.npy";
    private static final String TARGETS = "targets.npy";
    private static final String VALID = "valid.npy";
    private static final String METRICS = "metrics.csv";
    private static final String TRACK = "track.csv";
    /** In the state to resume from. */
    private static final String TRACKED = "tracked";
    /** The constants that are arrays, of a cell that has any. */
    static final String CONSTANTS = "constants.safetensors";

    private static final String RESUME = "resume.safetensors";
    private static final String HEADER = "step,loss,accuracy,gradient_norm,seconds";
    /** The names of the parameters of a single layer in PyTorch's recurrent modules, without {@code _l0}. */
    private static final Set<String> TORCH_NAMES = Set.of("weight_ih", "weight_hh", "bias_ih", "bias_hh");

    private static final Pattern UNFINISHED = Pattern.compile(
            "(run|inputs|targets|valid|resume|constants|step-\\d+|\\w+(?=\\.cell))\\.[a-z]+\\..*\\.part");

    private final Path folder;
    private @Nullable RunDescription description;
    private @Nullable Parameters tracked;
    private @Nullable RowFile rows;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder of a new run.
     *
     * @param folder the folder, created if it does not exist
     * @param run the description of the run
     * @param training the training, before its first step; its evaluation trials are written
     * @return the folder, locked against other processes until it is closed
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it already holds a run or other files that this one would replace,
     *     another process is creating one, or it cannot be written; nothing is written then
     */
    public static RunFolder create(Path folder, RunDescription run, Training training) {
        requireNew(folder);
        RunFolder created = new RunFolder(folder);
        new FirstFiles(run, created.metrics(), HEADER, created.firstFiles(run)).requireReplaceable();
        requireRange(training.evaluationTrials(), run.settings().precision());
        created.writing(() -> Files.createDirectories(folder));
        RowFile metrics = RowFile.open(created.metrics(), HEADER);
        created.rows = metrics;
        try {
            // This is checked again, because only now is the folder locked.
            requireNew(folder);
            metrics.clear();
            created.removeUnfinished();
            Precision precision = run.settings().precision();
            created.write(training.evaluationTrials(), precision);
            created.description = run;
            created.save(training, precision);
            run.equations().ifPresent(created::keep);
            // The description is written last, so that a folder with a description is complete.
            created.describe(run);
            return created;
        } catch (RuntimeException | Error e) {
            created.close();
            throw e;
        }
    }

    /**
     * Replaces the description of a run that was created or resumed by this object.
     *
     * @param run the same run, for other steps or with its data elsewhere
     */
    public void describe(RunDescription run) {
        writable();
        byte[] text = (RunFile.write(run) + "\n").getBytes(StandardCharsets.UTF_8);
        writing(() -> ReplacedFile.write(folder.resolve(DESCRIPTION), out -> out.write(text)));
        description = run;
    }

    private void keep(RunEquations equations) {
        byte[] text = equations.text().getBytes(StandardCharsets.UTF_8);
        writing(() -> ReplacedFile.write(folder.resolve(RunFile.cellFile(equations)), out -> out.write(text)));
        if (!equations.arrays().isEmpty()) {
            ArrayWriter.write(folder.resolve(CONSTANTS), equations.arrays(), Precision.FLOAT64);
        }
    }

    /** Before there is a folder, which would be left half made. */
    private static void requireRange(Trials trials, Precision precision) {
        if (precision == Precision.FLOAT32) {
            requireFloats("An input", trials.inputs().toArray());
            requireFloats("A target", trials.expected().toArray());
        }
    }

    private static void requireFloats(String what, double[] values) {
        for (double value : values) {
            if (Double.isFinite(value) && Float.isInfinite((float) value)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        what + " is " + value + ", which float32 cannot hold.",
                        "Scale the data, or add --precision float64.");
            }
        }
    }

    private void write(Trials trials, Precision precision) {
        Inputs inputs = trials.inputs();
        ArrayWriter.write(
                folder.resolve(INPUTS),
                new NumericArray("inputs", List.of(inputs.trials(), inputs.steps(), inputs.size()), inputs.toArray()),
                precision);
        Targets targets = trials.expected();
        ArrayWriter.write(
                folder.resolve(TARGETS),
                new NumericArray(
                        "targets", List.of(targets.trials(), targets.steps(), targets.width()), targets.toArray()),
                precision);
        double[] valid = new double[targets.trials() * targets.steps()];
        for (int place = 0; place < valid.length; place++) {
            valid[place] = targets.counts(place / targets.steps(), place % targets.steps()) ? 1 : 0;
        }
        ArrayWriter.write(
                folder.resolve(VALID),
                new NumericArray("valid", List.of(targets.trials(), targets.steps()), valid),
                precision);
    }

    private List<Path> firstFiles(RunDescription run) {
        List<Path> files = new ArrayList<>(List.of(metrics(), inputs(), checkpoint(0)));
        for (String name : List.of(TARGETS, VALID, RESUME)) {
            files.add(folder.resolve(name));
        }
        run.course().flatMap(RunCourse::tracking).ifPresent(plan -> files.add(track()));
        run.equations().ifPresent(equations -> {
            files.add(folder.resolve(RunFile.cellFile(equations)));
            if (!equations.arrays().isEmpty()) {
                files.add(folder.resolve(CONSTANTS));
            }
        });
        return files;
    }

    private static void requireNew(Path folder) {
        if (isRun(folder)) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Folder '" + folder + "' already holds a training run.",
                    "Resume it with --resume, or name another folder.");
        }
    }

    /**
     * Opens the folder of a run.
     *
     * @param folder the folder
     * @return the open folder
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if it holds no run
     */
    public static RunFolder open(Path folder) {
        if (!Files.isRegularFile(folder.resolve(DESCRIPTION))) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "Folder '" + folder + "' holds no training run.",
                    "Name the --out of an earlier 'ntk train'.");
        }
        return new RunFolder(folder);
    }

    /**
     * {@return whether a folder holds a training run}
     *
     * @param folder any folder
     */
    public static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /** {@return the description of the run} */
    public RunDescription description() {
        RunDescription known = description;
        if (known == null) {
            known = RunFile.read(folder.resolve(DESCRIPTION));
            description = known;
        }
        return known;
    }

    /** {@return how the cell of the run is named to a reader of its checkpoints: its equation file in the folder if one is kept} */
    public String cell() {
        RunDescription run = description();
        return run.equations()
                .map(equations -> folder.resolve(RunFile.cellFile(equations)).toString())
                .orElse(run.cell());
    }

    /** {@return the file of the evaluation inputs} */
    public Path inputs() {
        return folder.resolve(INPUTS);
    }

    /** {@return the file of the metrics} */
    public Path metrics() {
        return folder.resolve(METRICS);
    }

    /**
     * {@return the file of a checkpoint}
     *
     * @param step the number of completed steps
     */
    public Path checkpoint(int step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%06d.safetensors", step));
    }

    /**
     * Writes a checkpoint of the current parameters and the state to resume from.
     *
     * @param training the training
     * @param precision the precision of the run, in which the parameters are exact
     * @return the file of the checkpoint
     */
    public Path save(Training training, Precision precision) {
        Path file = checkpoint(training.completedSteps());
        RunDescription run = description();
        List<NumericArray> plain = tensors(training.parameters());
        List<NumericArray> arrays = run.equations()
                .filter(equations -> !equations.hasNames(TORCH_NAMES))
                .map(equations -> equations.stored(plain))
                .orElseGet(() -> plain.stream().map(RunFolder::asPyTorch).toList());
        TrainedCell trained = new TrainedCell(
                training.model().name(),
                run.equations().map(RunEquations::text),
                run.dt(),
                run.equations().map(RunEquations::numbers).orElse(Map.of()));
        ArrayWriter.write(file, arrays, precision, trained.metadata());
        saveState(training);
        return file;
    }

    /** {@return the parameters whose kernel was followed last, if any after the first were} */
    public Optional<Parameters> tracked() {
        return Optional.ofNullable(tracked);
    }

    /**
     * Keeps parameters with the next state that is written.
     *
     * @param parameters those whose kernel was followed last, with which the next one is compared
     */
    public void keepTracked(Parameters parameters) {
        tracked = parameters;
    }

    /** {@return the table of kernels that are followed while the network is trained} */
    public Path track() {
        return folder.resolve(TRACK);
    }

    /**
     * Writes the state to resume from, without a checkpoint.
     *
     * @param training the training
     */
    public void saveState(Training training) {
        TrainingState state = training.state();
        List<NumericArray> arrays = new ArrayList<>();
        arrays.add(new NumericArray("step", List.of(1), new double[] {state.step()}));
        double[] theta = state.parameters().toArray();
        arrays.add(new NumericArray("theta", List.of(theta.length), theta));
        for (int i = 0; i < state.memory().size(); i++) {
            double[] vector = state.memory().get(i);
            arrays.add(new NumericArray("memory_" + i, List.of(vector.length), vector));
        }
        tracked()
                .ifPresent(parameters ->
                        arrays.add(new NumericArray(TRACKED, List.of(theta.length), parameters.toArray())));
        ArrayWriter.write(folder.resolve(RESUME), arrays, Precision.FLOAT64);
    }

    private static List<NumericArray> tensors(Parameters parameters) {
        return parameters.layout().tensors().stream()
                .map(tensor -> new NumericArray(tensor.name(), tensor.shape(), parameters.tensor(tensor.name())))
                .toList();
    }

    private static NumericArray asPyTorch(NumericArray tensor) {
        return TORCH_NAMES.contains(tensor.name()) ? tensor.renamed(tensor.name() + "_l0") : tensor;
    }

    /**
     * Resumes from the last {@link #save} or {@link #saveState}. The run continues exactly as if it had never stopped:
     * metrics of later steps are removed, because those steps are repeated. The folder is locked against other
     * processes until it is closed.
     *
     * @param backend the backend that differentiates
     * @param model the network of {@link #description()}
     * @param task its task
     * @return the training
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the saved state belongs to another model,
     *     {@link ErrorId#FILE_FORMAT} if a file of the run is damaged, {@link ErrorId#FILE_UNWRITABLE} if another
     *     process is writing to the folder
     */
    public Training resume(AutodiffBackend backend, RecurrentModel model, Task task) {
        TrainingSettings settings = description().settings();
        close();
        RowFile metrics = RowFile.open(metrics(), HEADER);
        rows = metrics;
        TrainingState state = state(model);
        Training training = Training.resume(backend, model, task, settings, state);
        requireRows(metrics.rows(), state.step());
        metrics.keep(state.step());
        removeUnfinished();
        return training;
    }

    private TrainingState state(RecurrentModel model) {
        try (ArrayFile file = ArrayFile.open(folder.resolve(RESUME))) {
            List<double[]> memory = new ArrayList<>();
            for (int i = 0; file.contains("memory_" + i); i++) {
                memory.add(vector(file, "memory_" + i, model));
            }
            double[] step = file.read("step").values();
            if (step.length != 1 || step[0] != Math.rint(step[0]) || step[0] < 0 || step[0] > Integer.MAX_VALUE) {
                throw damaged(RESUME, "does not hold one number of steps");
            }
            tracked = file.contains(TRACKED) ? Parameters.of(model.layout(), vector(file, TRACKED, model)) : null;
            return new TrainingState(
                    (int) step[0], Parameters.of(model.layout(), vector(file, "theta", model)), memory);
        }
    }

    private void requireRows(List<String> lines, int steps) {
        if (lines.size() < steps) {
            throw damaged(METRICS, "has " + lines.size() + " rows, but " + steps + " steps were made");
        }
        for (int i = 0; i < steps; i++) {
            if (!lines.get(i).startsWith((i + 1) + ",")) {
                throw damaged(METRICS, "has a row " + (i + 1) + " that is not of that step");
            }
        }
    }

    private NtkException damaged(String file, String how) {
        return new NtkException(
                ErrorId.FILE_FORMAT,
                "File '" + folder.resolve(file) + "' " + how + ".",
                "Restore it from a copy, or start a new run in another folder.");
    }

    /** Removes the temporary files of a process that was killed. */
    private void removeUnfinished() {
        writing(() -> {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> UNFINISHED
                                .matcher(String.valueOf(f.getFileName()))
                                .matches())
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
        });
    }

    private static double[] vector(ArrayFile file, String name, RecurrentModel model) {
        double[] values = file.read(name).requireFinite().values();
        if (values.length != model.layout().size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Array '" + name + "' of '" + file + "' has " + values.length
                            + " elements, but the model of its run has "
                            + model.layout().size() + " parameters.",
                    "Restore run.json and resume.safetensors from one run.");
        }
        return values;
    }

    /**
     * Appends a row to the metrics of a run that was created or resumed by this object.
     *
     * @param step the metrics of a step
     */
    public void append(StepMetrics step) {
        writable()
                .append(String.format(
                        Locale.ROOT,
                        "%d,%.9g,%.6f,%.9g,%.6f",
                        step.step(),
                        step.loss(),
                        step.accuracy(),
                        step.gradientNorm(),
                        step.seconds()));
    }

    private RowFile writable() {
        RowFile metrics = rows;
        if (metrics == null) {
            throw new NtkException(
                    ErrorId.CLOSED,
                    "Folder '" + folder + "' is not open for writing.",
                    "Create or resume a run first.");
        }
        return metrics;
    }

    /**
     * {@return the metrics of all steps of a run that was created or resumed by this object}
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if the metrics are damaged
     */
    public List<StepMetrics> steps() {
        return writable().rows().stream().map(this::metrics).toList();
    }

    private StepMetrics metrics(String row) {
        String[] cells = row.split(",", -1);
        try {
            return new StepMetrics(
                    Integer.parseInt(cells[0]),
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw damaged(METRICS, "has the row '" + row + "'");
        }
    }

    private void writing(Write write) {
        try {
            write.run();
        } catch (IOException | UncheckedIOException e) {
            throw RowFile.unwritable(folder, e);
        }
    }

    /** Unlocks the folder. Closing twice is harmless. */
    @Override
    public void close() {
        RowFile metrics = rows;
        rows = null;
        if (metrics != null) {
            metrics.close();
        }
    }

    /** An action that writes to the folder. */
    private interface Write {
        void run() throws IOException;
    }
}
