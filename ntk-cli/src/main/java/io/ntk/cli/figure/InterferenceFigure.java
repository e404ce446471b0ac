package io.ntk.cli.figure;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.flow.TrialGroups;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.Training;
import io.ntk.training.task.MemoryAngle;
import io.ntk.training.task.MixedTask;
import io.ntk.training.task.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Two tasks whose answers are opposite, memory-pro and memory-anti, learnt by one network: whether their gradients agree, through
 * training.
 */
final class InterferenceFigure {
    /** How often a network is looked at after its beginning. */
    private static final int LOOKS = 50;

    private static final String STEP = "training step";

    private final NtkRuntime runtime;
    private final FigureSettings settings;
    private final MixedTask task = new MixedTask(List.of(new MemoryAngle(false, false), new MemoryAngle(true, false)));

    private InterferenceFigure(NtkRuntime runtime, FigureSettings settings) {
        this.runtime = runtime;
        this.settings = settings;
    }

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        if (settings.sizes().trials() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of trials is 1, but two tasks are compared.",
                    "Give at least 2 trials, such as --size 64,30,32.");
        }
        return new InterferenceFigure(runtime, settings).make();
    }

    private FigureData make() {
        String pro = task.tasks().get(0).name();
        String anti = task.tasks().get(1).name();
        Table table = new Table(
                "seed", "step", "loss " + pro, "loss " + anti, "gradient cosine", "block alignment", "lower", "upper");
        LineChart cosines = new LineChart("Gradients of the two tasks", STEP, "cosine").range(-1, 1);
        LineChart blocks = new LineChart("Kernel between the two tasks", STEP, "alignment of blocks").range(0, 1);
        LineChart losses =
                new LineChart("Losses of the two tasks, and their mean", STEP, "mean squared error").logarithmicY();
        int[] steps = steps();
        double[] x = IntStream.of(steps).asDoubleStream().toArray();
        for (int seed = 0; seed < settings.seeds(); seed++) {
            List<Interference> course = course(seed, steps);
            for (int i = 0; i < steps.length; i++) {
                add(table, seed, steps[i], course.get(i));
            }
            String name = "seed " + seed;
            cosines.line(name, x, values(course, Interference::cosine));
            blocks.line(name, x, values(course, look -> look.blocks().value()));
            losses.band(
                    name,
                    x,
                    values(course, look -> (look.firstLoss() + look.secondLoss()) / 2),
                    values(course, look -> Math.min(look.firstLoss(), look.secondLoss())),
                    values(course, look -> Math.max(look.firstLoss(), look.secondLoss())));
        }
        cosines.level("neither helps nor harms", 0);
        return new FigureData(
                List.of(new Panel("cosine", cosines), new Panel("blocks", blocks), new Panel("loss", losses)), table);
    }

    private static double[] values(List<Interference> course, ToDoubleFunction<Interference> number) {
        return course.stream().mapToDouble(number).toArray();
    }

    private int[] steps() {
        int looks = Math.min(LOOKS, settings.trainingSteps());
        return IntStream.rangeClosed(0, looks)
                .map(look -> Math.toIntExact((long) settings.trainingSteps() * look / looks))
                .toArray();
    }

    private List<Interference> course(int seed, int[] steps) {
        Training training = new Networks(runtime, runtime.backend(), task).start(settings, seed);
        Trials trials = training.evaluationTrials();
        int count = trials.inputs().trials();
        double[] labels = IntStream.range(0, count)
                .mapToDouble(trial -> task.taskOf(trials, trial))
                .toArray();
        TrialGroups groups = TrialGroups.of(labels, count);
        List<Interference> course = new ArrayList<>();
        for (int step : steps) {
            while (training.completedSteps() < step) {
                training.step();
            }
            Problem problem = training.problem(trials.inputs(), Observable.OUTPUTS)
                    .withPrecision(runtime.configuration().precision());
            course.add(Interference.of(runtime.backend(), problem, trials, groups));
        }
        return course;
    }

    private static void add(Table table, int seed, int step, Interference found) {
        FigureData.add(
                table,
                seed,
                step,
                found.firstLoss(),
                found.secondLoss(),
                found.cosine(),
                found.blocks().value(),
                found.blocks().interval95().map(Interval::lower).orElse(Double.NaN),
                found.blocks().interval95().map(Interval::upper).orElse(Double.NaN));
    }
}
