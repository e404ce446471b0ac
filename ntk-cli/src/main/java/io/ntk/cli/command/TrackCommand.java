package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.api.spi.Problem;
import io.ntk.cli.command.TrackReport.State;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Report;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.RunFolder;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.tracking.CheckpointFolder.Checkpoint;
import io.ntk.training.tracking.KernelTracker;
import io.ntk.training.tracking.LossTracker;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk track}: how the kernel moved over the checkpoints of a run. */
@Grouped(OptionGroup.MODEL)
@Command(
        name = "track",
        description = {
            "Follow the kernel over the checkpoints of a run.",
            "Every metric that 'ntk estimators' lists is estimated with its 95%% interval: of each kernel, or of it and"
                    + " that of the first checkpoint; the alignment also with that of the checkpoint before.",
            "States and weights are compared likewise.",
            "Of a folder that 'ntk train' wrote, cell and inputs are known; of any other, give --cell and --inputs.",
            "Checkpoints are ordered by the last number in their names.",
            "With --targets also the loss is followed, and beside it that which the kernel of the first checkpoint"
                    + " predicts if it stayed as it was, by plain gradient descent on these trials.",
            "With --follow, checkpoints are waited for while the training goes on elsewhere: the table gets a row for"
                    + " each, and the page and the picture are renewed, until the last checkpoint of a run, or Ctrl-C."
        },
        footer = {
            "%nExamples:",
            "  ntk track runs/a --plot runs/a/track.svg",
            "  ntk track exports --cell gru --inputs inputs.npy --csv track.csv \\",
            "      --report track.html",
            "  ntk track runs/a --targets targets.npy --rate 0.1",
            "  ntk track runs/a --follow --report track.html"
        })
final class TrackCommand extends EstimatingVerb {
    @Mixin
    private final ObservationOptions observation = new ObservationOptions();

    @Mixin
    private final RestrictionOptions restriction = new RestrictionOptions();

    @Mixin
    private final OperatorOption operator = new OperatorOption();

    @Mixin
    private final TensorOptions tensors = new TensorOptions();

    @Parameters(
            paramLabel = "DIR",
            description = "The folder of the checkpoints (.pt, .safetensors, .npz, .h5, .mat, …).")
    private Path folder = Path.of("");

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            description =
                    "Which files are checkpoints. Default: those that end in .pt, .pth, .ckpt, .safetensors, .npz, .h5 or"
                            + " .keras; of a run step-*.safetensors.")
    private @Nullable String pattern;

    @Option(names = "--cell", paramLabel = "NAME", description = "The cell. Default: that of the run.")
    private @Nullable String cell;

    @Option(names = "--inputs", paramLabel = "FILE[:ARRAY]", description = "The inputs. Default: those of the run.")
    private @Nullable String inputs;

    @Option(
            names = "--follow",
            description =
                    "Wait for the checkpoints of a training that goes on, and renew the page that --report names.")
    private boolean follow;

    @Mixin
    private final TimeFirstOption order = new TimeFirstOption();

    @Mixin
    private final TrackedLossOptions losses = new TrackedLossOptions();

    @Mixin
    private final TableOptions files = new TableOptions();

    @Override
    void check() {
        if (order.isGiven()
                && inputs == null
                && !losses.areWanted()
                && restriction.valid().isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    TimeFirstOption.NAME + " was given, but none of --inputs, --targets and --valid.",
                    "Leave it out: the inputs of a run are stored [trials, steps, channels].");
        }
        files.check(maker());
        losses.check();
        if (follow) {
            losses.requireNoRate(RunFolder.isRun(folder));
        }
        super.check();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        // It is only read, so there is no lock to give back.
        Optional<RunFolder> run = RunFolder.isRun(folder) ? Optional.of(RunFolder.open(folder)) : Optional.empty();
        run.ifPresent(this::requireOwnTableKept);
        ArrayReference read = inputs != null
                ? order.file(place, inputs)
                : place.file(orOfRun(
                        "--inputs", null, run.map(found -> found.inputs().toString())));
        String glob = pattern != null
                ? pattern
                : run.isPresent() ? "step-*.safetensors" : "*.{pt,pth,ckpt,safetensors,npz,h5,keras}";
        try (Followed followed = followed(glob, read, run)) {
            List<Checkpoint> begin = followed.next();
            if (begin.isEmpty()) {
                session().err().println("ntk: stopped before there was a checkpoint.");
                return 0;
            }
            return show(track(place, progress, run, read, followed, begin), progress);
        }
    }

    private Followed followed(String glob, ArrayReference read, Optional<RunFolder> run) {
        // What is there now is taken as it is; what other programs write may not be whole yet.
        GrowingFolder checkpoints = new GrowingFolder(folder, glob, Set.of(read.file()), !follow || run.isPresent());
        return follow
                ? Followed.growing(
                        checkpoints,
                        run.flatMap(found -> found.description().course())
                                .map(course -> OptionalLong.of(course.steps()))
                                .orElse(OptionalLong.empty()))
                : Followed.now(checkpoints);
    }

    private TrackReport track(
            Workplace place,
            ProgressDisplay progress,
            Optional<RunFolder> run,
            ArrayReference read,
            Followed followed,
            List<Checkpoint> begin) {
        ModelSettings settings = losses.observing(settings(place, run));
        Stopwatch watch = Stopwatch.started();
        double waitedBefore = followed.waited();
        Problem first = problem(place, begin.get(0), read, settings);
        EstimatorOptions options = options(operator.operator().shape(observed(first)), place, Progress.none());
        Optional<LossTracker> lossTracker = losses.tracker(
                place,
                order,
                first,
                place.modelFiles().trials(first, read, settings.restriction()),
                begin.get(0).step(),
                followed.lastStep(),
                run.map(found -> found.description().settings()),
                options);
        TrackedQuantities quantities = TrackedQuantities.of(place.runtime().metrics(), observed(first));
        BiFunction<List<TrackedPoint>, State, TrackReport> report = (points, state) -> new TrackReport(
                points,
                quantities,
                operator.operator(),
                options.samples(),
                state,
                new Computation(
                        place.backend(),
                        observed(first),
                        options.seed(),
                        watch.seconds() - (followed.waited() - waitedBefore),
                        place.read()));
        List<TrackedPoint> points;
        try (TrackRows rows = new TrackRows(
                        files.csv(),
                        quantities,
                        lossTracker.map(LossTracker::columns).orElse(List.of()));
                KernelTracker tracker = new KernelTracker(place.backend(), quantities, operator.operator(), options)) {
            for (List<Checkpoint> batch = begin; !batch.isEmpty(); batch = followed.next()) {
                int before = rows.points().size();
                for (Checkpoint checkpoint : batch) {
                    int done = rows.points().size();
                    if (done == 0) {
                        rows.append(point(tracker, lossTracker, checkpoint, first));
                    } else if (!followed.isStopped()) {
                        progress.made(done, before + batch.size());
                        rows.append(
                                point(tracker, lossTracker, checkpoint, problem(place, checkpoint, read, settings)));
                    }
                }
                if (followed.goesOn()) {
                    renew(report.apply(rows.points(), State.GROWING));
                }
            }
            points = rows.points();
        }
        sayWhatCameLate(followed);
        return report.apply(
                points, followed.stateAfter(points.get(points.size() - 1).step()));
    }

    /** The table has its rows already. */
    private void renew(Report report) {
        renewPage(report);
        files.picture(report, maker()).ifPresent(Runnable::run);
    }

    private void sayWhatCameLate(Followed followed) {
        for (Checkpoint checkpoint : followed.late()) {
            session()
                    .err()
                    .println(
                            Printable.of(
                                    "ntk: '" + checkpoint.file()
                                            + "' came after a later step was followed and is left out; without --follow it has its place."));
        }
    }

    /** Refuses to replace what a run followed while it trained, without which it cannot be resumed. */
    private void requireOwnTableKept(RunFolder run) {
        Path csv = files.csv();
        boolean isFollowed = run.description()
                .course()
                .filter(course -> course.tracking().isPresent())
                .isPresent();
        if (csv != null
                && isFollowed
                && !maker().forced()
                && csv.toAbsolutePath()
                        .normalize()
                        .equals(run.track().toAbsolutePath().normalize())) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--csv names '" + csv + "', in which the run keeps what it followed while it trained.",
                    "Name another file, or add --force; the run can then not be resumed.");
        }
    }

    /** {@return what is followed: the outputs are looked at for losses, whatever is observed} */
    private Problem observed(Problem read) {
        return losses.areWanted() ? ObservedLoss.observing(read, observation.observable()) : read;
    }

    private TrackedPoint point(
            KernelTracker tracker, Optional<LossTracker> lossTracker, Checkpoint checkpoint, Problem problem) {
        TrackedPoint point = tracker.add(checkpoint.step(), observed(problem));
        return lossTracker
                .map(losses -> point.with(losses.add(checkpoint.step(), problem)))
                .orElse(point);
    }

    private static Problem problem(
            Workplace place, Checkpoint checkpoint, ArrayReference inputs, ModelSettings settings) {
        ArrayReference file = place.file(checkpoint.file().toString());
        return place.modelFiles().problem(file, inputs, settings);
    }

    @Override
    List<String> columns() {
        return List.of("step,alignment_first,alignment_first_lower,alignment_first_upper,");
    }

    @Override
    List<Runnable> files(Report report) {
        List<Runnable> all = new ArrayList<>(files.files(report, maker()));
        all.addAll(super.files(report));
        return all;
    }

    private ModelSettings settings(Workplace place, Optional<RunFolder> run) {
        ModelSettings settings = new ModelSettings(
                        orOfRun("--cell", cell, run.map(RunFolder::cell)),
                        observation.dt().isPresent()
                                ? observation.dt()
                                : run.map(found -> found.description().dt()).orElse(OptionalDouble.empty()),
                        observation.observable(),
                        observation.selection(),
                        Optional.empty(),
                        Optional.empty(),
                        place.precision(),
                        observation.keep().map(place::file))
                .withRestriction(restriction.settings(place, order));
        return tensors.addTo(settings, place);
    }

    /** {@return what the user gave, or else what the folder of a run knows} */
    private String orOfRun(String option, @Nullable String given, Optional<String> known) {
        return Optional.ofNullable(given)
                .or(() -> known)
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "'" + folder + "' is not a folder that 'ntk train' wrote, so " + option + " is needed.",
                        "Give --cell, such as gru, and --inputs, an array [trials, steps, channels]."));
    }
}
