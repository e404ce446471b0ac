package io.ntk.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.DrawnSeries;
import io.ntk.cli.chart.LineChart;
import io.ntk.estimators.flow.TrialGroups;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.LossValue;
import io.ntk.training.loss.Targets;
import io.ntk.training.task.MemoryAngle;
import io.ntk.training.task.MixedTask;
import io.ntk.training.task.Trials;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The studies at a size that a test can afford; what they must show at full size is in the documentation. Their times are not read. */
class FiguresTest {
    private static final NtkRuntime RUNTIME = NtkRuntime.create();

    @AfterAll
    static void stop() {
        RUNTIME.close();
    }

    private static FigureData make(String name, int hidden, int trainingSteps, int seeds) {
        FigureSettings settings = new FigureSettings(
                "rnn_tanh",
                new ProblemSizes(10, 5, hidden, 3),
                OptimizerKind.ADAM,
                trainingSteps,
                3e-3,
                1,
                seeds,
                new TreeMap<>(),
                0);
        FigureData data = Figures.figure(name).make(RUNTIME, settings);
        assertThat(data.table().rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).hasSameSizeAs(data.table().header()));
        for (Panel panel : data.panels()) {
            assertThat(drawn(panel))
                    .isNotEmpty()
                    .allSatisfy(curve -> assertThat(curve.y())
                            .hasSize(curve.isLevel() ? 1 : curve.x().size())
                            .allSatisfy(y -> assertThat(y).isFinite()));
        }
        return data;
    }

    private static List<DrawnSeries> drawn(Panel panel) {
        return DrawnSeries.of((LineChart) panel.chart());
    }

    private static double cell(FigureData data, String column, String... row) {
        List<String> found = data.table().rows().stream()
                .filter(cells -> cells.subList(0, row.length).equals(List.of(row)))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(found.get(data.table().header().indexOf(column)));
    }

    @Test
    void deflationBeatsTheSharedSketch() {
        FigureData data = make("2", 8, 60, 5);

        double deflated = cell(data, "median error %", "trained", "deflated", "100");
        double shared = cell(data, "median error %", "trained", "shared-sketch", "100");
        assertThat(deflated).isLessThan(shared / 5);
    }

    @Test
    void errorsOfHutchPlusPlusFallFasterThanThoseOfHutchinson() {
        FigureData data = make("1", 8, 60, 5);

        assertThat(cell(data, "median error %", "trained", "hutch++", "240"))
                .isLessThan(cell(data, "median error %", "trained", "hutchinson", "240") / 5);
    }

    @Test
    void everySpectrumAndMethodIsMeasured() {
        FigureData data = make("spectra", 1, 1, 1);

        assertThat(data.panels()).hasSize(4);
        assertThat(data.table().rows()).hasSize(4 * 6 * 5);
        assertThat(cell(data, "mean error", "exponential", "xnystrace", "100")).isLessThan(1e-6);
    }

    @Test
    void whatIsAskedOfAToleranceIsCounted() {
        FigureData data = make("tolerance", 8, 30, 5);

        assertThat(cell(data, "true error below 1 %", "deflated")).isGreaterThanOrEqualTo(80);
        assertThat(cell(data, "mean applications", "deflated"))
                .isLessThan(cell(data, "mean applications", "shared-sketch"));
    }

    @Test
    void accuracyHasAllMethodsOnBothNetworks() {
        FigureData data = make("accuracy", 12, 30, 1);

        assertThat(data.panels())
                .extracting(Panel::name)
                .containsExactly("trained-alignment", "trained-trace", "untrained-alignment", "untrained-trace");
        assertThat(drawn(data.panels().get(0)))
                .extracting(DrawnSeries::name)
                .containsExactly("deflated", "shared-sketch", "three-traces", "reverse-only");
    }

    @Test
    void sizesAndWidthsGrow() {
        assertThat(drawn(make("size", 16, 1, 1).panels().get(0)))
                .allSatisfy(curve -> assertThat(curve.x()).containsExactly(8.0, 16.0));
        assertThat(make("time", 8, 5, 1).panels()).hasSize(1);
    }

    @Test
    void aLargerOutputScaleIsLazier() {
        FigureSettings settings = new FigureSettings(
                "rnn_tanh", new ProblemSizes(10, 5, 32, 3), OptimizerKind.SGD, 500, 0.2, 1, 2, new TreeMap<>(), 0);

        FigureData data = Figures.figure("lazy").make(RUNTIME, settings);

        assertThat(data.table().rows()).hasSize(15);
        assertThat(data.panels()).extracting(Panel::name).containsExactly("output", "width", "weights");
        DrawnSeries scales = drawn(data.panels().get(0)).get(0);
        assertThat(scales.x()).containsExactly(0.1, 0.3, 1.0, 3.0, 10.0);
        assertThat(scales.y()).isSorted();
        assertThat(scales.y().get(4) - scales.y().get(0)).isGreaterThan(0.2);
        assertThat(scales.isBand()).isTrue();
    }

    @Test
    void aFrozenKernelPredictsLazyLearningOnly() {
        FigureSettings settings = new FigureSettings(
                "gru", new ProblemSizes(20, 10, 64, 3), OptimizerKind.SGD, 100, 0.25, 1, 1, new TreeMap<>(), 0);

        FigureData data = Figures.figure("frozen").make(RUNTIME, settings);

        assertThat(data.table().rows()).hasSize(101);
        assertThat(data.panels()).extracting(Panel::name).containsExactly("rich", "lazy");
        List<DrawnSeries> lazy = drawn(data.panels().get(1));
        assertThat(lazy).extracting(DrawnSeries::name).containsExactly("real", "frozen kernel");
        for (int s = 0; s <= 100; s++) {
            double real = lazy.get(0).y().get(s);
            assertThat(lazy.get(1).y().get(s)).isCloseTo(real, within(0.05 * real));
        }
        List<DrawnSeries> rich = drawn(data.panels().get(0));
        assertThat(rich.get(0).y().get(100)).isLessThan(0.95 * rich.get(1).y().get(100));
        assertThat(lazy.get(0).y().get(100)).isLessThan(0.8);
    }

    @Test
    void twoTasksAreFollowedThroughTraining() {
        FigureSettings settings = new FigureSettings(
                "gru", new ProblemSizes(8, 6, 6, 3), OptimizerKind.ADAM, 4, 1e-2, 1, 2, new TreeMap<>(), 0);

        FigureData data = Figures.figure("interference").make(RUNTIME, settings);

        assertThat(data.table().rows()).hasSize(2 * 5);
        assertThat(data.panels()).extracting(Panel::name).containsExactly("cosine", "blocks", "loss");
        assertThat(drawn(data.panels().get(2))).extracting(DrawnSeries::name).containsExactly("seed 0", "seed 1");
        for (List<String> row : data.table().rows()) {
            String[] place = {row.get(0), row.get(1)};
            assertThat(cell(data, "gradient cosine", place)).isBetween(-1.0, 1.0);
            assertThat(cell(data, "block alignment", place)).isBetween(0.0, 1.0);
        }
        assertThat(cell(data, "loss memory-pro", "0", "4")).isLessThan(cell(data, "loss memory-pro", "0", "0"));
        assertThat(data.table().rows().get(0)).isNotEqualTo(data.table().rows().get(5));
        FigureSettings alone = new FigureSettings(
                "gru", new ProblemSizes(1, 6, 6, 3), OptimizerKind.ADAM, 4, 1e-2, 1, 2, new TreeMap<>(), 0);
        assertThatThrownBy(() -> Figures.figure("interference").make(RUNTIME, alone))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The number of trials is 1");
    }

    /** The gradients of two groups are those of their own losses, computed one by one on their own trials. */
    @Test
    void interferenceIsThatOfTheTwoTasksByThemselves() {
        MixedTask task = new MixedTask(List.of(new MemoryAngle(false, false), new MemoryAngle(true, false)));
        Training training = Training.start(
                RUNTIME.backend(),
                new RunDescription(task.name(), "gru", 5, 1, OptionalDouble.empty(), new TrainingSettings(6, 6))
                        .model(RUNTIME.cells(), task),
                task,
                new TrainingSettings(6, 6).withPrecision(Precision.FLOAT64));
        Trials trials = training.evaluationTrials();
        Problem problem = training.problem(trials.inputs(), Observable.OUTPUTS);
        double[][] gradients = new double[2][];
        double[] losses = new double[2];
        for (int group = 0; group < 2; group++) {
            Problem own = problem.ofTrials(Indices.of(group, group + 2, group + 4));
            Targets targets = task.tasks().get(group).evaluation(0, 3, 6).expected();
            try (Linearization linearization = RUNTIME.backend().linearize(own);
                    MultiVector cotangent = linearization.observationSpace().uninitialized(1)) {
                LossValue loss = Loss.MSE.of(targets, linearization.observations());
                losses[group] = loss.value();
                cotangent.setColumn(0, loss.gradient());
                try (MultiVector gradient = linearization.vjp(cotangent)) {
                    gradients[group] = gradient.toArray(0);
                }
            }
        }

        Interference found =
                Interference.of(RUNTIME.backend(), problem, trials, TrialGroups.of(new double[] {0, 1, 0, 1, 0, 1}, 6));

        assertThat(found.firstLoss()).isCloseTo(losses[0], within(1e-12));
        assertThat(found.secondLoss()).isCloseTo(losses[1], within(1e-12));
        double cosine = dot(gradients[0], gradients[1])
                / Math.sqrt(dot(gradients[0], gradients[0]) * dot(gradients[1], gradients[1]));
        assertThat(found.cosine()).isCloseTo(cosine, within(1e-10));
    }

    private static double dot(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
    }

    @Test
    void anUnknownFigureIsRefusedWithTheNamesOfTheOthers() {
        assertThatThrownBy(() -> Figures.figure("lazi"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Did you mean 'lazy'?");
        assertThatThrownBy(() -> make("2", 4, 0, 1))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("training steps is 0");
    }

    /** A peer draws the same probes, so it has the errors of the shared sketch, at its own times. */
    @Test
    void aPeersCurveHasTheErrorsOfTheSharedSketchAtItsOwnTimes() {
        FigureSettings settings = new FigureSettings(
                "rnn_tanh",
                new ProblemSizes(10, 5, 8, 3),
                OptimizerKind.ADAM,
                20,
                3e-3,
                1,
                2,
                new TreeMap<>(Map.of(40, 0.5, 20, 0.25)),
                0);
        List<DrawnSeries> curves =
                drawn(Figures.figure("time").make(RUNTIME, settings).panels().get(0));

        assertThat(curves)
                .extracting(DrawnSeries::name)
                .containsExactly("deflated", "shared-sketch", "shared-sketch, peer");
        assertThat(curves.get(2).x()).containsExactly(0.25, 0.5);
        assertThat(curves.get(2).y()).isEqualTo(curves.get(1).y());
    }
}
