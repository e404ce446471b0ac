package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Rerun;
import io.ntk.runtime.model.IndexRange;
import io.ntk.training.EngineChoice;
import io.ntk.training.RunCourse;
import io.ntk.training.TrackingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how long a training goes on and what it writes; a run that is resumed keeps them, but for its length. */
@Grouped(OptionGroup.TRAINING)
final class CourseOptions {
    private static final int DEFAULT_STEPS = 1000;
    /** At 100 trials of 30 steps and 64 units, every 50 steps, they cost less than a tenth of the training time. */
    private static final int DEFAULT_TRACK_SAMPLES = 6;

    private static final String STEPS = "--steps";
    private static final String SAVE_EVERY = "--save-every";
    private static final String TRACK_EVERY = "--track-every";
    private static final String TRACK_SAMPLES = "--track-samples";

    @Option(
            names = STEPS,
            paramLabel = "N",
            description = "Training steps in all. Default: " + DEFAULT_STEPS + ", or those of a run that is resumed.")
    private @Nullable Integer steps;

    @Option(
            names = SAVE_EVERY,
            paramLabel = "N",
            description = "Steps between checkpoints. Default: only the first and the last.")
    private @Nullable Integer saveEvery;

    @Option(
            names = TRACK_EVERY,
            paramLabel = "N",
            description = "Every N steps, estimate the kernel's alignment with the initial one, to OUT/track.csv.")
    private @Nullable Integer trackEvery;

    @Option(
            names = TRACK_SAMPLES,
            paramLabel = "N",
            description = "Products with each tracked kernel, at least 3. Default: " + DEFAULT_TRACK_SAMPLES + ".")
    private @Nullable Integer trackSamples;

    @Mixin
    private final TrackedPartOptions tracked = new TrackedPartOptions();

    /** Refuses what cannot be meant of any run. */
    void check(boolean resumed) {
        requireAtLeastOne(STEPS, steps);
        requireAtLeastOne(SAVE_EVERY, saveEvery);
        requireAtLeastOne(TRACK_EVERY, trackEvery);
        if (tracked.isGiven() && trackEvery == null && !resumed) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A part of the kernel is to be tracked, but --track-every is not given.",
                    "Give --track-every, or leave --track-trials, --track-steps and --track-units out.");
        }
    }

    private static void requireAtLeastOne(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new NtkException(ErrorId.INVALID_ARGUMENT, option + " is " + value + ".", "Give at least 1.");
        }
    }

    /** {@return the course of a new run, on an engine} */
    RunCourse begun(EngineChoice engine) {
        return new RunCourse(
                steps == null ? DEFAULT_STEPS : steps,
                saveEvery == null ? OptionalInt.empty() : OptionalInt.of(saveEvery),
                trackEvery == null
                        ? Optional.empty()
                        : Optional.of(new TrackingPlan(
                                trackEvery,
                                trackSamples == null ? DEFAULT_TRACK_SAMPLES : trackSamples,
                                tracked.settings())),
                engine);
    }

    /**
     * {@return the course of a run that is resumed: as it was begun, perhaps for other steps}
     *
     * @param earlier as it was begun; empty if that was not kept
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if kernels are to be tracked of a run that did not keep what they are
     *     compared with
     */
    RunCourse resumed(Optional<RunCourse> earlier, EngineChoice engine) {
        if (earlier.isPresent()) {
            RunCourse kept = earlier.get();
            return new RunCourse(
                    steps == null ? kept.steps() : steps, kept.saveEvery(), kept.tracking(), kept.engine());
        }
        if (trackEvery != null || tracked.isGiven()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Kernels are to be tracked with --resume, but an older version began the run, and kept no kernel to compare"
                            + " with.",
                    "Train with --save-every, and use 'ntk track' on the folder afterwards.");
        }
        return begun(engine);
    }

    /** {@return the options that a resumed run keeps, with their values; null where none was given} */
    static Map<String, @Nullable Object> values(RunCourse course) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(
                SAVE_EVERY, course.saveEvery().isPresent() ? course.saveEvery().getAsInt() : null);
        Optional<TrackingPlan> tracking = course.tracking();
        values.put(TRACK_EVERY, tracking.map(TrackingPlan::every).orElse(null));
        values.put(TRACK_SAMPLES, tracking.map(TrackingPlan::samples).orElse(null));
        values.put(
                TrackedPartOptions.TRIALS,
                tracking.flatMap(plan -> plan.part().trials())
                        .map(IndexRange::text)
                        .orElse(null));
        values.put(
                TrackedPartOptions.STEPS,
                tracking.flatMap(plan -> plan.part().steps())
                        .map(IndexRange::text)
                        .orElse(null));
        values.put(
                TrackedPartOptions.UNITS,
                tracking.flatMap(plan -> plan.part().units())
                        .map(IndexRange::text)
                        .orElse(null));
        return values;
    }

    /** Says again how a run went on. */
    static void repeat(RunCourse course, Rerun again) {
        values(course).forEach((option, value) -> {
            if (value != null) {
                again.with(option, value);
            }
        });
    }
}
