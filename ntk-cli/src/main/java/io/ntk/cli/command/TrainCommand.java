package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.api.model.Observable;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Rerun;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.EngineChoice;
import io.ntk.training.RunCourse;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.StepMetrics;
import io.ntk.training.Training;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk train}: trains a cell on a task, with checkpoints that the other verbs read. */
@Grouped(OptionGroup.TRAINING)
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

    @Mixin
    private final CourseOptions course = new CourseOptions();

    private @Nullable ResumedEngine resumed;

    @Override
    void check() {
        course.check(resume);
        super.check();
    }

    /** A run that is resumed is computed by what began it. */
    @Override
    Map<String, String> settings() {
        Map<String, String> given = super.settings();
        if (!resume) {
            return given;
        }
        Optional<EngineChoice> begun =
                RunFolder.open(out).description().course().map(RunCourse::engine);
        if (begun.isEmpty()) {
            return given;
        }
        try (NtkRuntime configured = session().runtime(given)) {
            resumed = new ResumedEngine(begun.get(), configured.configuration(), given);
            return resumed.settings(out);
        }
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        TrainingOptions.Plan plan = plan(place, Tasks.find(place.runtime().services()));
        RunDescription run = plan.run();
        RunCourse chosen = run.course().orElseThrow();
        Task learnt = plan.task();
        RecurrentModel model = run.model(place.runtime().cells(), learnt);
        sayWhatIsNotAsConfigured(place.backend());
        // Closed last: until then no other process writes to the folder.
        try (StopSignal stop = StopSignal.listen();
                Begun begun = begin(place.backend(), run, model, learnt);
                @Nullable
                        TrackedRun tracked = TrackedRun.of(place, run, begun.training(), begun.folder())
                                .orElse(null);
                TrainingDisplay display =
                        new TrainingDisplay(session(), quiet(), begun.training().completedSteps(), chosen.steps())) {
            Optional<TrainingReport> result = train(begun, run, place, Optional.ofNullable(tracked), display, stop);
            display.close();
            if (result.isPresent()) {
                return show(result.get(), progress);
            }
            session()
                    .err()
                    .println(Printable.of("ntk: stopped after step "
                            + begun.training().completedSteps() + "; go on by "
                            + resumption(chosen.steps())));
            session().err().flush();
            return 0;
        }
    }

    /** Nobody asked for what goes on otherwise than it is configured, so it is said. */
    private void sayWhatIsNotAsConfigured(AutodiffBackend backend) {
        if (resumed != null) {
            resumed.notes(backend.engine()).forEach(note -> session().err().println("ntk: " + note));
            session().err().flush();
        }
    }

    /** {@return the command that goes on with this run; what it was begun with is in its folder} */
    private Rerun resumption(int steps) {
        Rerun again = new Rerun(List.of("train", "--resume"));
        plugins().forEach(plugin -> again.withAnother("--plugin", plugin));
        if (resume) {
            training.repeatMoved(again);
        }
        return again.with("--steps", steps).with("--out", out);
    }

    private TrainingOptions.Plan plan(Workplace place, Tasks tasks) {
        if (!resume) {
            TrainingOptions.Plan plan = training.plan(place, tasks);
            return new TrainingOptions.Plan(plan.run().withCourse(course.begun(engine(place))), plan.task());
        }
        RunDescription earlier = requireSame(RunFolder.open(out).description());
        RunDescription run =
                training.resumed(earlier, place).withCourse(course.resumed(earlier.course(), engine(place)));
        return new TrainingOptions.Plan(run, run.learnt(tasks));
    }

    private static EngineChoice engine(Workplace place) {
        AutodiffBackend backend = place.backend();
        return new EngineChoice(
                backend.id(), backend.engine(), place.configuration().backendOptions(backend.id()));
    }

    /** What is resumed goes on as it began: an option that would change it is refused, not ignored. */
    private RunDescription requireSame(RunDescription run) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(TrainingOptions.values(run));
        run.course().ifPresent(earlier -> values.putAll(CourseOptions.values(earlier)));
        values.forEach((option, earlier) -> {
            Object given = given(option);
            if (given != null && !TrainingOptions.canonical(option, given).equals(earlier)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        option + " is " + given + ", but the run in '" + out + "' was begun "
                                + (earlier == null ? "without it." : "with " + earlier + "."),
                        "Leave it out to go on with that run, or train anew in another folder.");
            }
        });
        return run;
    }

    /** A training and where it is kept. */
    private record Begun(Training training, RunFolder folder) implements AutoCloseable {
        @Override
        public void close() {
            folder.close();
        }
    }

    private Begun begin(AutodiffBackend backend, RunDescription run, RecurrentModel model, Task learnt) {
        if (!resume) {
            Training begun = Training.start(backend, model, learnt, run.settings());
            TrackedRun.requirePossible(run, begun);
            // Nothing is written before all that can be refused is: the folder would stand in the way of the corrected
            // command.
            return new Begun(begun, RunFolder.create(out, run, begun));
        }
        RunFolder folder = RunFolder.open(out);
        try {
            Training earlier = folder.resume(backend, model, learnt);
            requireStepsLeft(run.course().orElseThrow().steps(), earlier.completedSteps());
            // What stops this run in its turn goes on from here, to as many steps and on the data where they stand now.
            folder.describe(run);
            return new Begun(earlier, folder);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private void requireStepsLeft(int steps, int made) {
        if (steps < made) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The run in '" + out + "' has made " + made + " steps, more than the " + steps
                            + " that it is to have in all.",
                    "Give --steps, at least " + made + ".");
        }
    }

    /** {@return what came of it; nothing if it was told to stop before its last step} */
    private Optional<TrainingReport> train(
            Begun begun,
            RunDescription run,
            Workplace place,
            Optional<TrackedRun> tracked,
            TrainingDisplay display,
            StopSignal stop) {
        Training learning = begun.training();
        RunFolder folder = begun.folder();
        RunCourse chosen = run.course().orElseThrow();
        int steps = chosen.steps();
        int made = Math.max(1, steps - learning.completedSteps());
        double trainingSeconds = 0;
        long saved = System.nanoTime();
        while (learning.completedSteps() < steps && !stop.requested()) {
            StepMetrics metrics = learning.step();
            trainingSeconds += metrics.seconds();
            display.step(metrics);
            int step = metrics.step();
            folder.append(metrics);
            // Before the state is saved, so that what goes on from a state finds all rows of before.
            tracked.ifPresent(kernels -> kernels.after(step, learning, display));
            if (step == steps || isMultiple(step, chosen.saveEvery())) {
                folder.save(learning, run.settings().precision());
                saved = System.nanoTime();
            } else if (stop.requested() || System.nanoTime() - saved > SAVE_STATE_NANOS) {
                folder.saveState(learning);
                saved = System.nanoTime();
            }
        }
        if (learning.completedSteps() < steps) {
            return Optional.empty();
        }
        if (!Files.exists(folder.checkpoint(steps))) {
            // The run was stopped after this very step, when it was not known to be the last.
            folder.save(learning, run.settings().precision());
        }
        double seconds = trainingSeconds;
        return Optional.of(new TrainingReport(
                run,
                out,
                folder.checkpoint(learning.completedSteps()),
                folder.steps(),
                learning.evaluationAccuracy(),
                seconds / made,
                tracked.map(kernels -> kernels.found(seconds)),
                new Computation(
                        place.backend(),
                        learning.problem(learning.evaluationTrials().inputs(), Observable.OUTPUTS),
                        run.settings().seed(),
                        seconds + tracked.map(TrackedRun::seconds).orElse(0.0),
                        place.read())));
    }

    private static boolean isMultiple(int step, OptionalInt every) {
        return every.isPresent() && step % every.getAsInt() == 0;
    }
}
