package io.ntk.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.loss.Loss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored trials are drawn by seed and step alone, and steps that do not count change nothing. */
class StoredTaskTest {
    private static final int TRIALS = 7;
    private static final int STEPS = 4;

    @TempDir
    private Path folder = Path.of("");

    private String write(String name, List<Integer> shape, double... values) {
        ArrayWriter.write(folder.resolve(name + ".npy"), new NumericArray(name, shape, values), Precision.FLOAT64);
        return folder.resolve(name + ".npy").toString();
    }

    private static double[] numbers(int count, double factor) {
        return IntStream.range(0, count).mapToDouble(i -> Math.sin(factor * i)).toArray();
    }

    private static StoredTask read(String files, Loss loss) {
        return StoredTask.read(new StoredData(TrialFiles.parse(files, ArrayReference::parse), Optional.empty()), loss);
    }

    private String regression() {
        return write("x", List.of(TRIALS, STEPS, 2), numbers(TRIALS * STEPS * 2, 1)) + ","
                + write("y", List.of(TRIALS, STEPS, 3), numbers(TRIALS * STEPS * 3, 2));
    }

    /** The trials of the file that a batch holds. */
    private static List<Integer> which(StoredTask task, Trials batch) {
        Trials all = task.evaluation(0, TRIALS, STEPS);
        List<Integer> found = new ArrayList<>();
        for (int b = 0; b < batch.inputs().trials(); b++) {
            for (int trial = 0; trial < TRIALS; trial++) {
                if (batch.inputs().get(b, 1, 0) == all.inputs().get(trial, 1, 0)) {
                    found.add(trial);
                    assertThat(batch.target(b, 2, 1)).isEqualTo(all.target(trial, 2, 1));
                }
            }
        }
        return found;
    }

    @Test
    void everyPassTakesEachTrialOnceInAnOrderOfItsOwn() {
        StoredTask task = read(regression(), Loss.MSE);
        List<Integer> order = new ArrayList<>();
        for (int step = 1; step <= TRIALS; step++) {
            order.addAll(which(task, task.batch(5, step, 3, STEPS)));
        }
        List<Integer> all = IntStream.range(0, TRIALS).boxed().toList();
        List<List<Integer>> passes = IntStream.range(0, 3)
                .mapToObj(pass -> order.subList(pass * TRIALS, (pass + 1) * TRIALS))
                .toList();
        assertThat(passes).allSatisfy(pass -> assertThat(pass).containsExactlyInAnyOrderElementsOf(all));
        assertThat(passes).doesNotHaveDuplicates().doesNotContain(all);
        assertThat(which(task, task.batch(5, 4, 3, STEPS))).isEqualTo(order.subList(9, 12));
        assertThat(which(task, task.batch(6, 4, 3, STEPS))).isNotEqualTo(order.subList(9, 12));
    }

    @Test
    void allTrialsAreTakenAsTheyStand() {
        StoredTask task = read(regression(), Loss.MSE);
        List<Integer> all = IntStream.range(0, TRIALS).boxed().toList();
        assertThat(which(task, task.batch(5, 3, TRIALS, STEPS))).isEqualTo(all);
        assertThat(which(task, task.batch(5, 3, 100, STEPS))).isEqualTo(all);
        assertThat(task.size()).isEqualTo(TRIALS);
        Trials trials = task.evaluation(5, 1, STEPS);
        assertThat(task.accuracy(trials, trials.targets())).isEqualTo(1);
        assertThatThrownBy(() -> task.batch(5, 1, TRIALS, 5)).hasMessageContaining("5 time steps were asked of data");
    }

    private double[] trained(double padding, Loss loss) {
        double[] x = numbers(TRIALS * STEPS * 2, 1);
        double[] mask = new double[TRIALS * STEPS];
        Arrays.fill(mask, 1);
        double[] y = loss == Loss.MSE ? numbers(TRIALS * STEPS, 2) : new double[TRIALS * STEPS];
        y[1] = 0.5;
        for (int trial = 0; trial < TRIALS; trial++) {
            // Two of three trials end early, and the first step of each counts for nothing either.
            int end = STEPS - trial % 3;
            Arrays.fill(x, (trial * STEPS + end) * 2, (trial + 1) * STEPS * 2, padding);
            Arrays.fill(y, trial * STEPS + end, (trial + 1) * STEPS, padding);
            Arrays.fill(mask, trial * STEPS + end, (trial + 1) * STEPS, 0);
            y[trial * STEPS] = padding;
            mask[trial * STEPS] = 0;
            y[trial * STEPS + 1] = trial % 2;
        }
        List<Integer> shape = loss == Loss.MSE ? List.of(TRIALS, STEPS, 1) : List.of(TRIALS, STEPS);
        StoredTask task = read(
                write("x", List.of(TRIALS, STEPS, 2), x) + "," + write("y", shape, y) + ","
                        + write("valid", List.of(TRIALS, STEPS), mask),
                loss);
        TrainingSettings settings = new TrainingSettings(3, STEPS)
                .withLoss(loss)
                .withPrecision(Precision.FLOAT64)
                .withOptimizer(OptimizerKind.SGD, 0.5);
        RunDescription run = new RunDescription("data", "gru", 3, 1, OptionalDouble.empty(), settings);
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Training training = Training.start(runtime.backend(), run.model(runtime.cells(), task), task, settings);
            double[] before = training.parameters().toArray();
            for (int step = 0; step < 4; step++) {
                training.step();
            }
            assertThat(training.parameters().toArray()).isNotEqualTo(before);
            return training.parameters().toArray();
        }
    }

    @ParameterizedTest
    @CsvSource({"MSE", "CROSS_ENTROPY"})
    void whatDoesNotCountMayBeAnything(Loss loss) {
        assertThat(trained(Double.NaN, loss)).isEqualTo(trained(-7, loss));
    }

    @Test
    void classesAreOneOutputEach() {
        String inputs = write("x", List.of(2, 3, 1), new double[6]);
        StoredTask task = read(inputs + "," + write("c", List.of(2, 3), 0, 2, 1, 1, 0, 2), Loss.CROSS_ENTROPY);
        assertThat(task.outputSize()).isEqualTo(3);
        Trials trials = task.evaluation(0, 2, 3);
        assertThat(trials.targets()).containsExactly(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1);
        double[] outputs = trials.targets();
        outputs[2] = 5;
        assertThat(task.accuracy(trials, outputs)).isEqualTo(5.0 / 6);
        StoredData data = new StoredData(
                TrialFiles.parse(inputs + "," + folder.resolve("c.npy"), ArrayReference::parse),
                Optional.of(TrialFiles.parse(
                        inputs + "," + write("other", List.of(2, 3), 0, 3, 1, 1, 0, 2), ArrayReference::parse)));
        assertThatThrownBy(() -> StoredTask.read(data, Loss.CROSS_ENTROPY))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The class at [trial, step] = [0, 1] is 3.0, but the network has 3 outputs.");
    }

    @Test
    void changedDataAreRecognised() {
        StoredTask task = read(regression(), Loss.MSE);
        assertThat(StoredTask.read(task.data(), Loss.MSE).data()).isEqualTo(task.data());
        double[] changed = numbers(TRIALS * STEPS * 3, 2);
        changed[80] = Math.nextUp(changed[80]);
        write("y", List.of(TRIALS, STEPS, 3), changed);
        assertThatThrownBy(() -> StoredTask.read(task.data(), Loss.MSE))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("are not those that the run was begun with. Restore them");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    x          | MSE           | which are not two or three files
                    x,y,v,w    | MSE           | which are not two or three files
                    x,         | MSE           | which are not two or three files
                    flat,y     | MSE           | has shape [3, 2], but inputs are [trials, steps, channels].
                    x,c        | MSE           | Give targets [3, 2, outputs]; save y[..., None] if there is one output
                    x,y        | CROSS_ENTROPY | are no probabilities
                    x,short    | CROSS_ENTROPY | Give targets [3, 2, outputs], or classes [3, 2].
                    x,half     | CROSS_ENTROPY | The class at [trial, step] = [2, 1] is 0.5
                    x,huge     | CROSS_ENTROPY | holds the class 1.0E300 as its largest. Number the classes from 0
                    x,zero     | CROSS_ENTROPY | holds the class 0.0 as its largest.
                    x,nan      | MSE           | The target at [trial, step, output] = [0, 1, 0] is NaN.
                    x,y,short  | MSE           | Give a mask of that shape
                    x,y,half   | MSE           | holds 0.5. Give 1 at steps that count
                    x,y,none   | MSE           | No step of trial 1 counts by
                    """)
    void dataThatCannotBeMeantAreRefused(String names, Loss loss, String message) {
        write("x", List.of(3, 2, 1), 1, 2, 3, 4, 5, 6);
        write("y", List.of(3, 2, 1), 1, 2, 3, 4, 5, 6);
        write("v", List.of(3, 2), 1, 1, 1, 1, 1, 1);
        write("flat", List.of(3, 2), 1, 1, 1, 1, 1, 1);
        write("c", List.of(3, 2), 0, 1, 0, 1, 0, 1);
        write("half", List.of(3, 2), 0, 1, 0, 1, 0, 0.5);
        write("huge", List.of(3, 2), 0, 1, 0, 1, 0, 1e300);
        write("nan", List.of(3, 2, 1), 1, Double.NaN, 3, 4, 5, 6);
        write("zero", List.of(3, 2), 0, 0, 0, 0, 0, 0);
        write("none", List.of(3, 2), 1, 1, 0, 0, 1, 1);
        write("short", List.of(2, 2), 1, 1, 0, 0);
        String files = Arrays.stream(names.split(",", -1))
                .map(name -> name.isEmpty() ? "" : folder.resolve(name + ".npy").toString())
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        assertThatThrownBy(() -> {
                    StoredTask task = read(files, loss);
                    loss.requireFits(task.evaluation(0, 3, 2).expected());
                })
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(message);
    }
}
