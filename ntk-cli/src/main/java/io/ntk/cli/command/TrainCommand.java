package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.StepMetrics;
import io.ntk.training.Training;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import io.ntk.training.tracking.KernelTracker;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk train}: trains a cell on a task, with checkpoints that the other verbs read. */
@Command(
        name = "train",
        description = {
            "Train a cell on a task, and keep checkpoints.",
            "The evaluation inputs and a line of metrics for each step are kept as well.",
            "'ntk tasks' lists the tasks; --data learns from files."
        },
        footer = {
            "%nExamples:",
            "  ntk train --task flip-flop --cell gru --hidden 64 --steps 500 \\",
            "      --save-every 50 --out runs/a",
            "  ntk train --data inputs.npy,targets.npy --cell gru --trials 50 --out runs/b",
            "  ntk train --resume --steps 1000 --out runs/a"
        })
final class TrainCommand extends ComputingVerb {
    private static final int DEFAULT_STEPS = 1000;
    /** At 100 trials of 30 steps and 64 units, every 50 steps, they cost less than a tenth of the training time. */
    private static final int DEFAULT_TRACK_SAMPLES = 6;

    private static final int FEWEST_TRACK_SAMPLES = 3;

    /** How much work a run that is killed may have to make again. */
    private static final long SAVE_STATE_NANOS = 10_000_000_000L;

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder of the run.")
    private Path out = Path.of("");

    @Option(
            names = "--resume",
            description = "Go on with the run in --out from its last checkpoint, to --steps steps in all.")
    private boolean resume;

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

    @Mixin
    private final TrackedPartOptions tracked = new TrackedPartOptions();

    @Override
    void check() {
        requireAtLeast("--steps", steps, 1);
        requireAtLeast("--save-every", saveEvery, 1);
        requireAtLeast("--track-every", trackEvery, 1);
        if (tracked.isGiven() && trackEvery == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A part of the kernel is to be tracked, but --track-every is not given.",
                    "Give --track-every, or leave --track-trials, --track-steps and --track-units out.");
        }
        if (resume && trackEvery != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--track-every was given with --resume, but the initial kernel is not kept in the folder of a run.",
                    "Train with --save-every, and use 'ntk track' on the folder afterwards.");
        }
        super.check();
    }

    private static void requireAtLeast(String option, @Nullable Integer value, int least) {
        if (value != null && value < least) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, option + " is " + value + ".", "Give at least " + least + ".");
        }
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        TrainingOptions.Plan plan = plan(place, Tasks.find(place.runtime().services()));
        RunDescription run = plan.run();
        Task learnt = plan.task();
        RecurrentModel model = run.model(place.runtime().cells(), learnt);
        // Closed last: until then no other process writes to the folder.
        try (StopSignal stop = StopSignal.listen();
                Begun begun = begin(place.backend(), run, model, learnt);
                KernelTracker tracker = new KernelTracker(
                        place.backend(),
                        TrackedQuantities.of(place.runtime().metrics(), begun.tracked()),
                        KernelOperator.NTK,
                        EstimatorOptions.samples(trackSamples)
                                .withSeed(run.settings().seed()));
                TrainingDisplay display =
                        new TrainingDisplay(session(), quiet(), begun.training().completedSteps(), steps)) {
            Optional<TrainingReport> result = train(begun, run, place, tracker, display, stop);
            display.close();
            if (result.isPresent()) {
                return show(result.get(), progress);
            }
            session()
                    .err()
                    .println("ntk: stopped after step " + begun.training().completedSteps()
                            + "; go on by ntk train --resume --steps " + steps + " --out " + out);
            session().err().flush();
            return 0;
        }
    }

    private TrainingOptions.Plan plan(Workplace place, Tasks tasks) {
        if (!resume) {
            return training.plan(place, tasks);
        }
        RunDescription run = training.resumed(requireSame(RunFolder.open(out).description()), place);
        return new TrainingOptions.Plan(run, run.learnt(tasks));
    }

    /** What is resumed goes on as it began: an option that would change it is refused, not ignored. */
    private RunDescription requireSame(RunDescription run) {
        TrainingOptions.values(run).forEach((option, earlier) -> {
            Object given = given(option);
            if (given != null && !TrainingOptions.canonical(option, given).equals(earlier)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        option + " is " + given + ", but the run in '" + out + "' was begun with " + earlier + ".",
                        "Leave it out to go on with that run, or train anew in another folder.");
            }
        });
        return run;
    }

    /**
     * A training and where it is kept.
     *
     * @param tracked the part of the network's states on the evaluation trials that is tracked, where this begins
     */
    private record Begun(Training training, Problem tracked, RunFolder folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.close();
        }
    }

    private Begun begin(AutodiffBackend backend, RunDescription run, RecurrentModel model, Task learnt) {
        if (!resume) {
            Training begun = Training.start(backend, model, learnt, run.settings());
            Problem part = tracked(begun);
            if (trackEvery != null) {
                EstimatorOptions.samples(trackSamples)
                        .requireSamples(
                                "tracking",
                                FEWEST_TRACK_SAMPLES,
                                part.observedShape().order());
            }
            // Nothing is written before all that can be refused is: the folder would stand in the way of the corrected
            // command.
            return new Begun(begun, part, RunFolder.create(out, run, begun));
        }
        RunFolder folder = RunFolder.open(out);
        try {
            Training resumed = folder.resume(backend, model, learnt);
            return new Begun(resumed, tracked(resumed), folder);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private Problem tracked(Training training) {
        return tracked.settings()
                .of(training.problem(training.evaluationTrials().inputs(), Observable.STATES));
    }

    /** {@return what came of it; nothing if it was told to stop before its last step} */
    private Optional<TrainingReport> train(
            Begun begun,
            RunDescription run,
            Workplace place,
            KernelTracker tracker,
            TrainingDisplay display,
            StopSignal stop) {
        Training learning = begun.training();
        RunFolder folder = begun.folder();
        Inputs inputs = learning.evaluationTrials().inputs();
        int made = Math.max(1, steps - learning.completedSteps());
        double trackingSeconds = 0;
        double trainingSeconds = 0;
        try (TrackRows rows =
                new TrackRows(trackEvery == null ? null : out.resolve("track.csv"), tracker.quantities())) {
            // Kept until the first step is made, which loads and warms the engine: that is no cost of tracking.
            Problem initial = trackEvery == null ? null : begun.tracked();
            long saved = System.nanoTime();
            while (learning.completedSteps() < steps && !stop.requested()) {
                StepMetrics metrics = learning.step();
                trainingSeconds += metrics.seconds();
                display.step(metrics);
                int step = metrics.step();
                folder.append(metrics);
                if (step == steps || isMultiple(step, saveEvery)) {
                    folder.save(learning, run.settings().precision());
                    saved = System.nanoTime();
                } else if (stop.requested() || System.nanoTime() - saved > SAVE_STATE_NANOS) {
                    folder.saveState(learning);
                    saved = System.nanoTime();
                }
                if (initial != null) {
                    trackingSeconds += track(0, initial, tracker, display, rows);
                    initial = null;
                }
                if (isMultiple(step, trackEvery)) {
                    Problem current = begun.tracked().withParameters(learning.parameters());
                    trackingSeconds += track(step, current, tracker, display, rows);
                }
            }
            if (learning.completedSteps() < steps) {
                return Optional.empty();
            }
            return Optional.of(new TrainingReport(
                    run,
                    out,
                    folder.checkpoint(learning.completedSteps()),
                    folder.steps(),
                    rows.points(),
                    learning.evaluationAccuracy(),
                    trainingSeconds / made,
                    trackEvery == null
                            ? Optional.empty()
                            : Optional.of(new TrainingReport.Tracking(
                                    begun.tracked(), trackSamples, trackingSeconds, trackingSeconds / trainingSeconds)),
                    new Computation(
                            place.backend(),
                            learning.problem(inputs, Observable.OUTPUTS),
                            run.settings().seed(),
                            trainingSeconds + trackingSeconds,
                            place.read())));
        }
    }

    private static boolean isMultiple(int step, @Nullable Integer every) {
        return every != null && step % every == 0;
    }

    private static double track(
            int step, Problem problem, KernelTracker tracker, TrainingDisplay display, TrackRows tracked) {
        Stopwatch watch = Stopwatch.started();
        TrackedPoint point = tracker.add(step, problem);
        display.alignment(point.estimate(TrackReport.HEADLINE).value());
        tracked.append(point);
        return watch.seconds();
    }
}
