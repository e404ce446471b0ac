package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.KernelSketch;
import io.ntk.training.RunCourse;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.TrackingPlan;
import io.ntk.training.Training;
import io.ntk.training.tracking.KernelTracker;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import java.util.Optional;

/**
 * Follows the kernel of a network while it is trained. In a run that is resumed, the kernels of the first parameters and of those that
 * were followed last are multiplied again, which gives the same bits as if the run had not stopped.
 */
final class TrackedRun implements AutoCloseable {
    private static final int FEWEST_SAMPLES = 3;

    private final TrackingPlan plan;
    private final Problem initial;
    private final RunFolder folder;
    private final KernelTracker tracker;
    private final TrackRows rows;
    private double seconds;

    private TrackedRun(TrackingPlan plan, Problem initial, RunFolder folder, KernelTracker tracker, TrackRows rows) {
        this.plan = plan;
        this.initial = initial;
        this.folder = folder;
        this.tracker = tracker;
        this.rows = rows;
    }

    /**
     * Refuses what cannot be followed, before anything is written.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a part that there is not, or a number of samples that is not possible,
     *     {@link ErrorId#OUT_OF_MEMORY} if what is kept of the kernels exceeds the memory limit
     */
    static void requirePossible(RunDescription run, Training training) {
        plan(run).ifPresent(plan -> {
            Problem initial = initial(plan, training);
            EstimatorOptions options = options(plan, run);
            options.requireSamples(
                    "tracking", FEWEST_SAMPLES, initial.observedShape().order());
            KernelSketch.requireRoom(initial.observedShape(), initial.precision(), options);
        });
    }

    /** What a run was begun with holds for its kernels too, whatever is configured where it is resumed. */
    private static EstimatorOptions options(TrackingPlan plan, RunDescription run) {
        return EstimatorOptions.samples(plan.samples())
                .withSeed(run.settings().seed())
                .withMemoryLimit(run.course().orElseThrow().engine().options().memoryLimit());
    }

    /** {@return what follows the kernel of a run from its present step on; empty if that is not wanted} */
    static Optional<TrackedRun> of(Workplace place, RunDescription run, Training training, RunFolder folder) {
        return plan(run).map(plan -> of(plan, place, run, training, folder));
    }

    private static TrackedRun of(
            TrackingPlan plan, Workplace place, RunDescription run, Training training, RunFolder folder) {
        Problem initial = initial(plan, training);
        TrackedQuantities quantities = TrackedQuantities.of(place.runtime().metrics(), initial);
        KernelTracker tracker = new KernelTracker(place.backend(), quantities, KernelOperator.NTK, options(plan, run));
        try {
            int kernels = plan.kernelsAfter(training.completedSteps());
            if (kernels > 0) {
                tracker.resume(
                        initial, kernels == 1 ? Optional.empty() : Optional.of(initial.withParameters(last(folder))));
            }
            TrackRows rows = TrackRows.after(folder.track(), quantities, kernels);
            return new TrackedRun(plan, initial, folder, tracker, rows);
        } catch (RuntimeException | Error e) {
            tracker.close();
            throw e;
        }
    }

    private static Parameters last(RunFolder folder) {
        return folder.tracked()
                .orElseThrow(() -> new NtkException(
                        ErrorId.FILE_FORMAT,
                        "The saved state of the run lacks the parameters whose kernel was followed last.",
                        "Restore run.json and resume.safetensors from one run."));
    }

    private static Optional<TrackingPlan> plan(RunDescription run) {
        return run.course().flatMap(RunCourse::tracking);
    }

    /** {@return the part of the states on the evaluation trials that is followed, before the first step} */
    private static Problem initial(TrackingPlan plan, Training training) {
        return plan.part()
                .of(training.problem(training.evaluationTrials().inputs(), Observable.STATES))
                .withParameters(training.initialParameters());
    }

    /** Follows the kernels that are due after a step. The first is when the engine is warm, since warming it is no cost of following. */
    void after(int step, Training training, TrainingDisplay display) {
        if (step == 1) {
            add(0, initial, display);
        }
        if (plan.includes(step)) {
            add(step, initial.withParameters(training.parameters()), display);
            folder.keepTracked(training.parameters());
        }
    }

    private void add(int step, Problem problem, TrainingDisplay display) {
        Stopwatch watch = Stopwatch.started();
        TrackedPoint point = tracker.add(step, problem);
        display.alignment(point.estimate(TrackReport.HEADLINE).value());
        rows.append(point);
        seconds += watch.seconds();
    }

    /** {@return the seconds that this process spent on it} */
    double seconds() {
        return seconds;
    }

    /** {@return what was followed over the whole run, however often it was resumed, and what that took beside the training} */
    TrainingReport.Tracking found(double trainingSeconds) {
        return new TrainingReport.Tracking(
                initial,
                plan.samples(),
                new TrackedCurves(rows.lines()).chart(),
                seconds,
                trainingSeconds > 0 ? seconds / trainingSeconds : 0);
    }

    @Override
    public void close() {
        rows.close();
        tracker.close();
    }
}
