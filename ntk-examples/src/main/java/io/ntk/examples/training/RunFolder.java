package io.ntk.examples.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.examples.task.Task;
import io.ntk.runtime.arrays.ArrayFile;
import io.ntk.runtime.arrays.ArrayWriter;
import io.ntk.runtime.arrays.NumericArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a training run: {@code run.json} says what was trained, {@code inputs.npy} holds the evaluation inputs,
 * {@code step-000100.safetensors} the parameters after 100 steps under PyTorch's names, {@code metrics.csv} a line for
 * each step, and {@code resume.safetensors} what the run needs to go on.
 */
public final class RunFolder {
    private static final String DESCRIPTION = "run.json";
    private static final String INPUTS = "inputs.npy";
    private static final String METRICS = "metrics.csv";
    private static final String RESUME = "resume.safetensors";
    private static final String HEADER = "step,loss,accuracy,gradient_norm,seconds";
    /** What PyTorch's recurrent modules call the parameters of their only layer, without its {@code _l0}. */
    private static final Set<String> TORCH_NAMES = Set.of("weight_ih", "weight_hh", "bias_ih", "bias_hh");

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins a run.
     *
     * @param folder where; made if it does not exist
     * @param run what is trained
     * @param training not yet begun; its evaluation inputs are written
     * @return the folder
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if there is a run in it, or it cannot be written
     */
    public static RunFolder create(Path folder, RunDescription run, Training training) {
        if (Files.exists(folder.resolve(DESCRIPTION))) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Folder '" + folder + "' already holds a training run.",
                    "Go on with it by --resume, or name another folder.");
        }
        RunFolder created = new RunFolder(folder);
        created.writing(() -> {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(METRICS), HEADER + "\n");
        });
        Inputs inputs = training.evaluationTrials().inputs();
        ArrayWriter.write(
                folder.resolve(INPUTS),
                new NumericArray("inputs", List.of(inputs.trials(), inputs.steps(), inputs.size()), inputs.toArray()),
                run.settings().precision());
        // Last, so that a folder with a description is whole.
        created.writing(() -> Files.writeString(folder.resolve(DESCRIPTION), RunFile.write(run) + "\n"));
        return created;
    }

    /**
     * Opens the folder of a run.
     *
     * @param folder where
     * @return the folder
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if no run is there
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

    /** {@return what is trained} */
    public RunDescription description() {
        return RunFile.read(folder.resolve(DESCRIPTION));
    }

    /** {@return where the evaluation inputs are} */
    public Path inputs() {
        return folder.resolve(INPUTS);
    }

    /** {@return where the metrics are} */
    public Path metrics() {
        return folder.resolve(METRICS);
    }

    /**
     * {@return the place of a checkpoint}
     *
     * @param step the number of steps made
     */
    public Path checkpoint(int step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%06d.safetensors", step));
    }

    /**
     * Writes the parameters as they are now, and what is needed to go on from here.
     *
     * @param training the training
     * @param precision of the run, in which the parameters are exact
     * @return the checkpoint
     */
    public Path save(Training training, Precision precision) {
        TrainingState state = training.state();
        Path file = checkpoint(state.step());
        ArrayWriter.write(file, tensors(training.parameters()), precision);
        List<NumericArray> arrays = new ArrayList<>();
        arrays.add(new NumericArray("step", List.of(1), new double[] {state.step()}));
        double[] theta = state.parameters().toArray();
        arrays.add(new NumericArray("theta", List.of(theta.length), theta));
        for (int i = 0; i < state.memory().size(); i++) {
            double[] vector = state.memory().get(i);
            arrays.add(new NumericArray("memory_" + i, List.of(vector.length), vector));
        }
        ArrayWriter.write(folder.resolve(RESUME), arrays, Precision.FLOAT64);
        return file;
    }

    private static List<NumericArray> tensors(Parameters parameters) {
        List<NumericArray> arrays = new ArrayList<>();
        for (ParameterTensor tensor : parameters.layout().tensors()) {
            String name = TORCH_NAMES.contains(tensor.name()) ? tensor.name() + "_l0" : tensor.name();
            arrays.add(new NumericArray(name, tensor.shape(), parameters.tensor(tensor.name())));
        }
        return arrays;
    }

    /**
     * Goes on from the last {@link #save}: what follows is the same as if the run had never stopped. Metrics of later steps,
     * which will be made again, are removed.
     *
     * @param backend differentiates
     * @param model the network of {@link #description()}
     * @param task its task
     * @return the training
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if what was saved is of another model
     */
    public Training resume(AutodiffBackend backend, RecurrentModel model, Task task) {
        TrainingSettings settings = description().settings();
        TrainingState state;
        try (ArrayFile file = ArrayFile.open(folder.resolve(RESUME))) {
            List<double[]> memory = new ArrayList<>();
            for (int i = 0; file.contains("memory_" + i); i++) {
                memory.add(vector(file, "memory_" + i, model));
            }
            state = new TrainingState(
                    (int) file.read("step").values()[0],
                    Parameters.of(model.layout(), vector(file, "theta", model)),
                    memory);
        }
        Training training = Training.resume(backend, model, task, settings, state);
        keepMetrics(state.step());
        return training;
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

    private void keepMetrics(int steps) {
        writing(() -> {
            List<String> lines;
            try (Stream<String> all = Files.lines(metrics())) {
                lines = all.limit(steps + 1L).toList();
            }
            Files.write(metrics(), lines);
        });
    }

    /**
     * Appends lines to the metrics.
     *
     * @param steps what the steps found, in their order
     */
    public void append(List<StepMetrics> steps) {
        StringBuilder lines = new StringBuilder();
        for (StepMetrics step : steps) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%d,%.9g,%.6f,%.9g,%.6f\n",
                    step.step(),
                    step.loss(),
                    step.accuracy(),
                    step.gradientNorm(),
                    step.seconds()));
        }
        writing(() -> Files.writeString(metrics(), lines, StandardOpenOption.APPEND));
    }

    private void writing(Write write) {
        try {
            write.run();
        } catch (IOException | UncheckedIOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Folder '" + folder + "' cannot be written (" + e.getMessage() + ").",
                    "Check that it may be written, and that the disk is not full.",
                    e);
        }
    }

    /** Something that writes. */
    private interface Write {
        void run() throws IOException;
    }
}
