package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.TrainingReport;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.StepMetrics;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import io.ntk.training.tracking.KernelTracker;
import io.ntk.training.tracking.TrackedPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk train}: trains a cell on a task, with checkpoints that the other verbs read. */
@Command(
        name = "train",
        description = {
            "Train a cell on a task and keep checkpoints, the evaluation inputs and a line of metrics for each step.",
            "The tasks: flip-flop, memory-pro, memory-anti, delay-pro, delay-anti, integration, sine."
        },
        footer = {
            "%nExamples:",
            "  ntk train --task flip-flop --cell gru --hidden 64 --steps 500 \\",
            "      --save-every 50 --out runs/a",
            "  ntk train --resume --steps 1000 --out runs/a"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int DEFAULT_HIDDEN = 64;
    private static final int DEFAULT_STEPS = 1000;
    private static final int DEFAULT_TRIALS = 100;
    /** At 100 trials of 30 steps and 64 units, every 50 steps, they cost less than a tenth of the training time. */
    private static final int DEFAULT_TRACK_SAMPLES = 6;

    /** How much work a run that is killed may have to make again. */
    private static final long SAVE_STATE_NANOS = 10_000_000_000L;

    private static final double NANOS = 1e9;

    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Option(names = "--task", paramLabel = "NAME", description = "What to learn.")
    private @Nullable String task;

    @Option(names = "--cell", paramLabel = "NAME", description = "The cell; 'ntk cells' lists them.")
    private @Nullable String cell;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder of the run.")
    private Path out = Path.of("");

    @Option(
            names = "--resume",
            description = "Go on with the run in --out from its last checkpoint, to --steps steps in all.")
    private boolean resume;

    @Option(names = "--hidden", paramLabel = "H", description = "Units. Default: " + DEFAULT_HIDDEN + ".")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Stacked layers. Default: 1.")
    private @Nullable Integer layers;

    @Option(names = "--dt", paramLabel = "DT", description = "The time step of a continuous-time cell.")
    private @Nullable Double dt;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_STEPS,
            description = "Training steps in all. Default: " + DEFAULT_STEPS + ".")
    private int steps;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            description = "Steps between checkpoints. Default: only the first and the last.")
    private @Nullable Integer saveEvery;

    @Option(names = "--trials", paramLabel = "B", description = "Trials a step. Default: " + DEFAULT_TRIALS + ".")
    private @Nullable Integer trials;

    @Option(names = "--time-steps", paramLabel = "T", description = "Time steps of a trial. Default: the task's own.")
    private @Nullable Integer timeSteps;

    @Option(names = "--optimizer", paramLabel = "NAME", description = "adam or sgd. Default: adam.")
    private @Nullable String optimizer;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Default: 0.001.")
    private @Nullable Double learningRate;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description = "Scale longer gradients down to this norm; Infinity for none. Default: 1.")
    private @Nullable Double clip;

    @Option(
            names = "--init-scale",
            paramLabel = "S",
            description = "Initial parameters are uniform on ±S/√H. Default: 1, as PyTorch.")
    private @Nullable Double initialScale;

    @Option(names = "--seed", paramLabel = "S", description = "Decides initial parameters and trials. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = "--track-every",
            paramLabel = "N",
            description = "Every N steps, estimate the kernel's alignment with the initial one, to OUT/track.csv.")
    private @Nullable Integer trackEvery;

    @Option(
            names = "--track-samples",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_TRACK_SAMPLES,
            description = "Products with each tracked kernel, at least 3. Default: " + DEFAULT_TRACK_SAMPLES + ".")
    private int trackSamples;

    @Option(names = "--quiet", description = "Show no progress, and of the result only the accuracy.")
    private boolean quiet;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requireAtLeast("--steps", steps, 1);
        requireAtLeast("--save-every", saveEvery, 1);
        requireAtLeast("--track-every", trackEvery, 1);
        if (resume && trackEvery != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--track-every was given with --resume, but the initial kernel is not kept in the folder of a run.",
                    "Train with --save-every, and use 'ntk track' on the folder afterwards.");
        }
        boolean wanted = report.wanted();
        RunDescription earlier = resume ? RunFolder.open(out).description() : null;
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            RunDescription run = earlier == null ? description(runtime) : requireSame(earlier);
            Task learnt = Tasks.standard().task(run.task());
            RecurrentModel model = run.model(runtime.cells(), learnt);
            // Closed last: until then no other process writes to the folder.
            try (StopSignal stop = StopSignal.listen();
                    Begun begun = begin(runtime, run, model, learnt, earlier == null);
                    KernelTracker tracker = new KernelTracker(
                            runtime.backend(),
                            runtime.metrics(),
                            EstimatorOptions.samples(trackSamples)
                                    .withSeed(run.settings().seed()));
                    TrainingDisplay display =
                            new TrainingDisplay(session, quiet, begun.training().completedSteps(), steps)) {
                Optional<TrainingReport> result = train(begun, run, tracker, display, stop);
                if (wanted && result.isPresent()) {
                    report(result.get(), begun.training(), runtime.backend(), run);
                }
            }
        }
        return 0;
    }

    /** The run from its beginning, however often it was resumed, in a folder of its own. */
    private void report(TrainingReport result, Training training, AutodiffBackend backend, RunDescription run) {
        TrainingSettings settings = run.settings();
        Rerun again = report.rerun(backend, settings.precision())
                .without("--resume")
                .with("--task", run.task())
                .with("--cell", run.cell())
                .with("--hidden", run.hidden())
                .with("--layers", run.layers());
        run.dt().ifPresent(step -> again.with("--dt", step));
        again.with("--steps", steps)
                .with("--trials", settings.trials())
                .with("--time-steps", settings.timeSteps())
                .with("--optimizer", settings.optimizer().label())
                .with("--learning-rate", settings.learningRate())
                .with("--clip", settings.clip())
                .with("--init-scale", settings.initialScale())
                .with("--seed", settings.seed())
                .instead("--out", out + "-again");
        Problem learnt = training.problem(training.evaluationTrials().inputs(), Observable.OUTPUTS);
        report.write(
                result.page(),
                again,
                ReportOptions.facts(
                        backend, settings.precision(), String.valueOf(settings.seed()), ReportOptions.facts(learnt)),
                List.of());
    }

    /** A training and where it is kept. */
    private record Begun(Training training, RunFolder folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.close();
        }
    }

    private Begun begin(NtkRuntime runtime, RunDescription run, RecurrentModel model, Task learnt, boolean anew) {
        if (anew) {
            Training training = Training.start(runtime.backend(), model, learnt, run.settings());
            return new Begun(training, RunFolder.create(out, run, training));
        }
        RunFolder folder = RunFolder.open(out);
        try {
            return new Begun(folder.resume(runtime.backend(), model, learnt), folder);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private RunDescription description(NtkRuntime runtime) {
        if (task == null || cell == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A new run needs a task and a cell, but " + (task == null ? "--task" : "--cell") + " is missing.",
                    "Give both, such as --task flip-flop --cell gru, or --resume a run.");
        }
        Task learnt = Tasks.standard().task(task);
        TrainingSettings defaults = new TrainingSettings(
                trials == null ? DEFAULT_TRIALS : trials, timeSteps == null ? learnt.defaultSteps() : timeSteps);
        TrainingSettings settings = defaults.withOptimizer(
                        optimizer == null ? defaults.optimizer() : OptimizerKind.parse(optimizer),
                        learningRate == null ? defaults.learningRate() : learningRate)
                .withClip(clip == null ? defaults.clip() : clip)
                .withInitialScale(initialScale == null ? defaults.initialScale() : initialScale)
                .withSeed(seed == null ? defaults.seed() : seed)
                .withPrecision(runtime.configuration().precision());
        return new RunDescription(
                task,
                cell,
                hidden == null ? DEFAULT_HIDDEN : hidden,
                layers == null ? 1 : layers,
                dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt),
                settings);
    }

    /** What is resumed goes on as it began: an option that would change it is refused, not ignored. */
    private RunDescription requireSame(RunDescription run) {
        TrainingSettings settings = run.settings();
        requireSame("--task", task, run.task());
        requireSame("--cell", cell, run.cell());
        requireSame("--hidden", hidden, run.hidden());
        requireSame("--layers", layers, run.layers());
        requireSame("--dt", dt, run.dt().orElse(Double.NaN));
        requireSame("--trials", trials, settings.trials());
        requireSame("--time-steps", timeSteps, settings.timeSteps());
        requireSame("--optimizer", optimizer, settings.optimizer().label());
        requireSame("--learning-rate", learningRate, settings.learningRate());
        requireSame("--clip", clip, settings.clip());
        requireSame("--init-scale", initialScale, settings.initialScale());
        requireSame("--seed", seed, settings.seed());
        requireSame("--precision", engine.precision(), settings.precision().label());
        return run;
    }

    private void requireSame(String option, @Nullable Object given, Object earlier) {
        if (given != null && !given.equals(earlier)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    option + " is " + given + ", but the run in '" + out + "' was begun with " + earlier + ".",
                    "Leave it out to go on with that run, or train anew in another folder.");
        }
    }

    private static void requireAtLeast(String option, @Nullable Integer value, int least) {
        if (value != null && value < least) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, option + " is " + value + ".", "Give at least " + least + ".");
        }
    }

    /** {@return what came of it; nothing if it was told to stop before its last step} */
    private Optional<TrainingReport> train(
            Begun begun, RunDescription run, KernelTracker tracker, TrainingDisplay display, StopSignal stop) {
        Training training = begun.training();
        RunFolder folder = begun.folder();
        Inputs inputs = training.evaluationTrials().inputs();
        List<TrackedPoint> points;
        int made = Math.max(1, steps - training.completedSteps());
        double trackingSeconds = 0;
        double trainingSeconds = 0;
        try (TrackRows tracked = new TrackRows(trackEvery == null ? null : out.resolve("track.csv"))) {
            // Kept until the first step is made, which loads and warms the engine: that is no cost of tracking.
            Problem initial = trackEvery == null ? null : training.problem(inputs, Observable.STATES);
            long saved = System.nanoTime();
            while (training.completedSteps() < steps && !stop.requested()) {
                StepMetrics metrics = training.step();
                trainingSeconds += metrics.seconds();
                display.step(metrics);
                int step = metrics.step();
                folder.append(metrics);
                if (step == steps || isMultiple(step, saveEvery)) {
                    folder.save(training, run.settings().precision());
                    saved = System.nanoTime();
                } else if (stop.requested() || System.nanoTime() - saved > SAVE_STATE_NANOS) {
                    folder.saveState(training);
                    saved = System.nanoTime();
                }
                if (initial != null) {
                    trackingSeconds += track(0, initial, tracker, display, tracked);
                    initial = null;
                }
                if (isMultiple(step, trackEvery)) {
                    Problem now = training.problem(inputs, Observable.STATES);
                    trackingSeconds += track(step, now, tracker, display, tracked);
                }
            }
            points = tracked.points();
        }
        if (training.completedSteps() < steps) {
            display.close();
            session.err()
                    .println("ntk: stopped after step " + training.completedSteps() + "; go on by ntk train --resume"
                            + " --steps " + steps + " --out " + out);
            session.err().flush();
            return Optional.empty();
        }
        double accuracy = training.evaluationAccuracy();
        display.close();
        print(folder, training, accuracy, trainingSeconds, trainingSeconds / made, trackingSeconds);
        return Optional.of(new TrainingReport(run.task(), run.cell(), folder.steps(), points, accuracy));
    }

    private static boolean isMultiple(int step, @Nullable Integer every) {
        return every != null && step % every == 0;
    }

    private static double track(
            int step, Problem problem, KernelTracker tracker, TrainingDisplay display, TrackRows tracked) {
        long start = System.nanoTime();
        TrackedPoint point = tracker.add(step, problem);
        display.alignment(point.estimate("alignment_first").value());
        tracked.append(point);
        return (System.nanoTime() - start) / NANOS;
    }

    private void print(
            RunFolder folder,
            Training training,
            double accuracy,
            double trainingSeconds,
            double secondsPerStep,
            double trackingSeconds) {
        if (quiet) {
            session.out().println(accuracy);
        } else {
            session.out()
                    .print(String.format(
                            Locale.ROOT,
                            """
                            accuracy   %.1f %% of the evaluation trials' answers
                            steps      %d, %s each
                            checkpoint %s
                            """,
                            100 * accuracy,
                            training.completedSteps(),
                            Numbers.seconds(secondsPerStep),
                            folder.checkpoint(training.completedSteps())));
            if (trackEvery != null) {
                session.out()
                        .print(String.format(
                                Locale.ROOT,
                                "tracking   %s, %.1f %% of the training time\n",
                                Numbers.seconds(trackingSeconds),
                                100 * trackingSeconds / trainingSeconds));
            }
        }
        session.out().flush();
    }
}
