package io.ntk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.BackendOptions;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.runtime.model.RestrictionSettings;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.loss.TargetsFile;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run can be resumed from its folder, and its checkpoints are read like PyTorch's. */
class RunFolderTest {
    @TempDir
    private Path temporary = Path.of("");

    private static RunDescription description(String cell, OptimizerKind optimizer, Precision precision) {
        TrainingSettings settings = new TrainingSettings(5, 8)
                .withOptimizer(optimizer, 0.01)
                .withPrecision(precision)
                .withSeed(4);
        return new RunDescription("flip-flop", cell, 6, 1, OptionalDouble.empty(), settings);
    }

    private static RunDescription with(RunDescription run, TrainingSettings settings) {
        return new RunDescription(run.task(), run.cell(), run.hidden(), run.layers(), run.dt(), settings);
    }

    private static void advance(RunFolder folder, Training training, int steps, Precision precision) {
        for (int i = 0; i < steps; i++) {
            folder.append(training.step());
        }
        folder.save(training, precision);
    }

    @ParameterizedTest
    @CsvSource({
        "gru, ADAM, 0, 0, FLOAT32",
        "lstm, SGD, 0, 0, FLOAT64",
        "leaky, ADAM, 0, 0.1, FLOAT64",
        "gru, SGD, 0.9, 0.01, FLOAT32",
        "gru, SGD, 0.9, 0, FLOAT64"
    })
    void aResumedRunIsTheSameRun(
            String cell, OptimizerKind optimizer, double momentum, double decay, Precision precision) throws Exception {
        RunDescription plain = description(cell, optimizer, precision);
        RunDescription run = with(
                plain,
                plain.settings()
                        .withOptimizer(new OptimizerSettings(optimizer, 0.01, momentum, decay))
                        .withInitialScale(InitialScale.parse(List.of("1.5", "readout*=0.5", "*bias=2"))));
        Task task = Tasks.standard().task("flip-flop");
        Path whole = temporary.resolve("whole");
        Path parts = temporary.resolve("parts");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            RecurrentModel model = run.model(runtime.cells(), task);
            Training once = Training.start(runtime.backend(), model, task, run.settings());
            RunFolder uninterrupted = RunFolder.create(whole, run, once);
            advance(uninterrupted, once, 9, precision);

            Training first = Training.start(runtime.backend(), model, task, run.settings());
            RunFolder interrupted = RunFolder.create(parts, run, first);
            advance(interrupted, first, 4, precision);
            // Steps after the last checkpoint are lost and repeated.
            interrupted.append(first.step());
            assertThatThrownBy(() -> RunFolder.open(parts).resume(runtime.backend(), model, task))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("is being written by another run");
            interrupted.close();
            // A killed process leaves the folder in this state.
            Files.writeString(interrupted.metrics(), "6,0.2", StandardOpenOption.APPEND);
            Path unfinished = Files.createFile(parts.resolve("step-000005.safetensors.0123-4567.part"));

            RunFolder opened = RunFolder.open(parts);
            assertThat(opened.description()).isEqualTo(run);
            Training second = opened.resume(runtime.backend(), model, task);
            assertThat(second.completedSteps()).isEqualTo(4);
            assertThat(unfinished).doesNotExist();
            advance(opened, second, 5, precision);
            opened.close();
            uninterrupted.close();

            assertThat(second.parameters().toArray())
                    .isEqualTo(once.parameters().toArray());
            assertThat(Files.readAllBytes(opened.checkpoint(9)))
                    .isEqualTo(Files.readAllBytes(uninterrupted.checkpoint(9)));
            assertThat(withoutSeconds(opened))
                    .isEqualTo(withoutSeconds(uninterrupted))
                    .hasSize(10);
        }
    }

    private static List<String> withoutSeconds(RunFolder folder) throws Exception {
        return Files.readAllLines(folder.metrics()).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void aCheckpointIsReadAsPyTorchs() {
        RunDescription run = description("gru", OptimizerKind.ADAM, Precision.FLOAT32);
        Task task = Tasks.standard().task("flip-flop");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Training training =
                    Training.start(runtime.backend(), run.model(runtime.cells(), task), task, run.settings());
            RunFolder folder = RunFolder.create(temporary.resolve("run"), run, training);
            advance(folder, training, 3, Precision.FLOAT32);
            Path file = folder.checkpoint(3);
            try (ArrayFile arrays = ArrayFile.open(file)) {
                assertThat(arrays.names())
                        .containsExactly(
                                "weight_ih_l0",
                                "weight_hh_l0",
                                "bias_ih_l0",
                                "bias_hh_l0",
                                "readout.weight",
                                "readout.bias");
            }
            double[] read = runtime.modelFiles()
                    .problem(
                            ArrayReference.parse(file.toString()),
                            ArrayReference.parse(folder.inputs().toString()),
                            new ModelSettings("gru").withObservable(Observable.OUTPUTS))
                    .parameters()
                    .toArray();
            assertThat(read).isEqualTo(training.parameters().toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaky", "ugrnn"})
    void checkpointsOfOtherCellsAreReadByTheirNames(String cell) {
        RunDescription run = description(cell, OptimizerKind.ADAM, Precision.FLOAT64);
        Task task = Tasks.standard().task("flip-flop");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Training training =
                    Training.start(runtime.backend(), run.model(runtime.cells(), task), task, run.settings());
            RunFolder folder = RunFolder.create(temporary.resolve("run"), run, training);
            Path file = folder.save(training, Precision.FLOAT64);
            double[] read = runtime.modelFiles()
                    .problem(
                            ArrayReference.parse(file.toString()),
                            ArrayReference.parse(folder.inputs().toString()),
                            new ModelSettings(cell).withObservable(Observable.OUTPUTS))
                    .parameters()
                    .toArray();
            assertThat(read).isEqualTo(training.parameters().toArray());
        }
    }

    /** In rate_tau, with as many inputs as units, a tensor stands transposed; low_rank_rate has a length of its own. */
    @ParameterizedTest
    @CsvSource({"rate_tau, R", "minimal_gated, R", "diagonal, R", "low_rank_rate, R"})
    void tensorsStandWhereTheEquationsSay(String cell, String length) {
        RunDescription plain = description(cell, OptimizerKind.ADAM, Precision.FLOAT64);
        Task task = Tasks.standard().task("flip-flop");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            EquationProvider equations = (EquationProvider) runtime.cells().provider(cell);
            boolean hasLength = equations.definition().ownLengths().contains(length);
            RunEquations kept =
                    new RunEquations(equations.text(), hasLength ? Map.of(length, "2") : Map.of(), List.of());
            RunDescription run = new RunDescription(
                    plain.task(),
                    Optional.empty(),
                    cell,
                    Optional.of(kept),
                    3,
                    1,
                    plain.dt(),
                    plain.settings(),
                    Optional.empty());
            Training training =
                    Training.start(runtime.backend(), run.model(runtime.cells(), task), task, run.settings());
            Path file =
                    RunFolder.create(temporary.resolve("run"), run, training).checkpoint(0);
            RunFolder folder = RunFolder.open(temporary.resolve("run"));
            assertThat(folder.description()).isEqualTo(run);
            for (String name : List.of(cell, folder.cell())) {
                double[] read = runtime.modelFiles()
                        .problem(
                                ArrayReference.parse(file.toString()),
                                ArrayReference.parse(folder.inputs().toString()),
                                new ModelSettings(name).withObservable(Observable.OUTPUTS))
                        .parameters()
                        .toArray();
                assertThat(read).isEqualTo(training.parameters().toArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../rate_tau.cell", "/etc/passwd", "a/b.cell"})
    void equationsOutsideTheFolderAreNotRead(String name) throws Exception {
        Files.writeString(temporary.resolve("run.json"), """
                {"task": "sine", "cell": "gru", "equations": "%s", "set": {}, "trials": 1, "time-steps": 1,
                 "optimizer": "adam", "learning-rate": 1, "init-scale": 1, "seed": 0, "precision": "float32"}
                """.formatted(name));
        assertThatThrownBy(() -> RunFolder.open(temporary).description())
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("is not the name of an equation file");
    }

    @Test
    void mistakesAreNamed() throws Exception {
        RunDescription run = description("gru", OptimizerKind.ADAM, Precision.FLOAT32);
        Task task = Tasks.standard().task("flip-flop");
        Path folder = temporary.resolve("run");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            RecurrentModel model = run.model(runtime.cells(), task);
            Training training = Training.start(runtime.backend(), model, task, run.settings());
            RunFolder created = RunFolder.create(folder, run, training);
            assertThatThrownBy(() -> RunFolder.create(folder, run, training))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("already holds a training run")
                    .hasMessageContaining("--resume");
            RunDescription larger =
                    new RunDescription("flip-flop", "gru", 7, 1, OptionalDouble.empty(), run.settings());
            assertThatThrownBy(() -> created.resume(runtime.backend(), larger.model(runtime.cells(), task), task))
                    .hasMessageContaining("elements, but the model of its run has");
            Files.writeString(created.metrics(), "step,loss\n");
            assertThatThrownBy(() -> created.resume(runtime.backend(), model, task))
                    .hasMessageContaining("does not begin with the line 'step,loss,accuracy,gradient_norm,seconds'");
            created.close();
            assertThatThrownBy(() -> created.append(training.step())).hasMessageContaining("is not open for writing");
        }
        assertThatThrownBy(() -> RunFolder.open(temporary)).hasMessageContaining("holds no training run");
        Files.writeString(folder.resolve("run.json"), "{\"task\": 3");
        assertThatThrownBy(() -> RunFolder.open(folder).description())
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("is not the description of a training run");
        assertThatThrownBy(() -> new RunDescription("flip-flop", "gru", 7, 0, OptionalDouble.empty(), run.settings()))
                .hasMessageContaining("number of layers is 0");
    }

    @Test
    void aRunOfBeforeThereWereLossesIsOneOfSquaredErrors() throws Exception {
        RunDescription run = description("gru", OptimizerKind.SGD, Precision.FLOAT64);
        RunDescription other = new RunDescription(
                "flip-flop", "gru", 6, 1, OptionalDouble.empty(), run.settings().withLoss(Loss.CROSS_ENTROPY));
        Path file = temporary.resolve("run.json");
        Files.writeString(file, RunFile.write(other));
        assertThat(RunFolder.open(temporary).description()).isEqualTo(other);
        String old = RunFile.write(run).replaceFirst("\\s*\"loss\"[^\n]*", "");
        assertThat(old).doesNotContain("loss");
        Files.writeString(file, old);
        assertThat(RunFolder.open(temporary).description()).isEqualTo(run);
    }

    private static RunCourse course() {
        return new RunCourse(
                500,
                OptionalInt.of(20),
                Optional.of(new TrackingPlan(
                        50,
                        6,
                        new RestrictionSettings(
                                Optional.of(new IndexRange("1:")),
                                Optional.empty(),
                                Optional.of(new IndexRange("0,3")),
                                Optional.empty()))),
                new EngineChoice("djl", "PyTorch 9", new BackendOptions(3, 1L << 33, Map.of("device", "gpu:1"))));
    }

    @Test
    void theCourseIsKept() throws Exception {
        RunDescription run = description("gru", OptimizerKind.SGD, Precision.FLOAT64);
        Path file = temporary.resolve("run.json");
        Files.writeString(file, RunFile.write(run.withCourse(course())));
        assertThat(RunFolder.open(temporary).description()).isEqualTo(run.withCourse(course()));
        RunCourse plain = new RunCourse(
                1, OptionalInt.empty(), Optional.empty(), new EngineChoice("native", "", BackendOptions.defaults()));
        Files.writeString(file, RunFile.write(run.withCourse(plain)));
        assertThat(RunFolder.open(temporary).description().course()).contains(plain);
        // Runs of before it was kept.
        Files.writeString(file, RunFile.write(run));
        assertThat(RunFolder.open(temporary).description().course()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "steps, 0, 0 is not from 1 to",
        "save-every, -1, -1 is not from 1 to",
        "track-every, 0, 0 is not from 1 to",
        "threads, 1000000000, 1000000000 is not from 1 to 4096",
        "memory, 0, 0 bytes are no memory",
        "track-units, x, is no range of indices"
    })
    void aCourseThatCannotBeIsRefused(String key, String value, String message) throws Exception {
        RunDescription run =
                description("gru", OptimizerKind.SGD, Precision.FLOAT64).withCourse(course());
        String damaged =
                RunFile.write(run).replaceFirst("\"" + key + "\" : .*?(,?)\n", "\"" + key + "\" : " + value + "$1\n");
        Files.writeString(temporary.resolve("run.json"), damaged.replace(": x", ": \"x\""));

        assertThatThrownBy(() -> RunFolder.open(temporary).description())
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(message);
    }

    /** The sine task leaves steps out of the loss. */
    @Test
    void keepsTheTrialsOfTheEvaluationAsFilesThatLossesAreReadFrom() {
        RunDescription run = new RunDescription(
                "sine",
                "gru",
                4,
                1,
                OptionalDouble.empty(),
                new TrainingSettings(3, 12).withPrecision(Precision.FLOAT64));
        Task task = Tasks.standard().task("sine");
        Path folder = temporary.resolve("sine");
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Training training =
                    Training.start(runtime.backend(), run.model(runtime.cells(), task), task, run.settings());
            RunFolder.create(folder, run, training).close();
            Targets kept = training.evaluationTrials().expected();
            Targets read = new TargetsFile(3, 12, 1)
                    .read(
                            ArrayReference.parse(folder + "/targets.npy"),
                            Loss.MSE,
                            Optional.of(ArrayReference.parse(folder + "/valid.npy")),
                            Optional.empty());
            assertThat(read.toArray()).containsExactly(kept.toArray());
            assertThat(read.countedPlaces()).isEqualTo(kept.countedPlaces()).isLessThan(36);
            assertThat(read.counts(0, 0)).isEqualTo(kept.counts(0, 0));
        }
    }
}
