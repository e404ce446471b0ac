package io.ntk.examples.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of a plug-in's cells are read by the names of their tensors. */
class CheckpointsTest {
    @TempDir
    private Path temporary = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"low_rank", "mgu", "neural_ode"})
    void checkpointsAreReadByTheirNames(String cell) {
        TrainingSettings settings = new TrainingSettings(5, 8)
                .withOptimizer(OptimizerKind.ADAM, 0.01)
                .withPrecision(Precision.FLOAT64)
                .withSeed(4);
        RunDescription run = new RunDescription("flip-flop", cell, 6, 1, OptionalDouble.empty(), settings);
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
}
