package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.report.TrackReport;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.tracking.CheckpointFolder;
import io.ntk.training.tracking.KernelTracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk track}: how the kernel moved over the checkpoints of a run. */
@Command(
        name = "track",
        description = {
            "Compare the kernel of every checkpoint in a folder with the first and with the one before:",
            "alignment, effective dimension, distance and norm, each with its 95%% interval.",
            "Of a folder that 'ntk train' wrote, cell and inputs are known; of any other, give --cell and --inputs.",
            "Checkpoints are ordered by the last number in their names."
        },
        footer = {
            "%nExamples:",
            "  ntk track runs/a --plot runs/a/track.svg",
            "  ntk track exports --cell gru --inputs inputs.npy --csv track.csv \\",
            "      --report track.html"
        })
public final class TrackCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

    private final Session session;

    @Mixin
    private final ObservationOptions observation = new ObservationOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final ResultOptions resultFile = new ResultOptions();

    @Parameters(paramLabel = "DIR", description = "The folder of the checkpoints (.safetensors, .npz).")
    private Path folder = Path.of("");

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            description = "Which files are checkpoints. Default: *.{safetensors,npz}, of a run step-*.safetensors.")
    private @Nullable String pattern;

    @Option(names = "--cell", paramLabel = "NAME", description = "The cell. Default: that of the run.")
    private @Nullable String cell;

    @Option(names = "--inputs", paramLabel = "FILE[:ARRAY]", description = "The inputs. Default: those of the run.")
    private @Nullable String inputs;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all numbers to this file.")
    private @Nullable Path csv;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw both alignments (.svg or .png).")
    private @Nullable Path plot;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public TrackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (plot != null) {
            Chart.requireWritable(plot);
        }
        boolean wanted = report.wanted();
        resultFile.requireWritable();
        boolean isRun = RunFolder.isRun(folder);
        ArrayReference read = ArrayReference.parse(
                isRun && inputs == null ? RunFolder.open(folder).inputs().toString() : required("--inputs", inputs));
        Set<Path> others = new HashSet<>(Set.of(read.file()));
        String glob = pattern != null ? pattern : isRun ? "step-*.safetensors" : "*.{safetensors,npz}";
        List<CheckpointFolder.Checkpoint> checkpoints = CheckpointFolder.list(folder, glob, others);
        try (NtkRuntime runtime = session.runtime(engine.settings());
                TrackRows rows = new TrackRows(csv);
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "track")) {
            TrackReport result = track(runtime, checkpoints, read, settings(runtime, isRun), rows, progress);
            progress.close();
            if (plot != null) {
                result.picture().write(plot, Theme.LIGHT);
            }
            resultFile.write(() -> result.data(runtime.backend()));
            output.print(session, result.toJson(runtime.backend()), () -> output.quiet() ? "" : result.toText());
            if (wanted) {
                List<ArrayReference> files = new ArrayList<>();
                checkpoints.forEach(checkpoint -> files.add(reference(checkpoint)));
                files.add(read);
                report.write(
                        result.page(),
                        runtime.backend(),
                        result.problem(),
                        result.options().seed(),
                        files);
            }
        }
        return 0;
    }

    private static ArrayReference reference(CheckpointFolder.Checkpoint checkpoint) {
        return ArrayReference.parse(checkpoint.file().toString());
    }

    private TrackReport track(
            NtkRuntime runtime,
            List<CheckpointFolder.Checkpoint> checkpoints,
            ArrayReference read,
            ModelSettings settings,
            TrackRows rows,
            ProgressDisplay progress) {
        long start = System.nanoTime();
        Problem first = runtime.modelFiles().problem(reference(checkpoints.get(0)), read, settings);
        EstimatorOptions options =
                sampling.options(first.observedShape().size(), runtime.configuration(), Progress.none());
        try (KernelTracker tracker = new KernelTracker(runtime.backend(), runtime.metrics(), options)) {
            for (CheckpointFolder.Checkpoint checkpoint : checkpoints) {
                Problem problem = rows.points().isEmpty()
                        ? first
                        : runtime.modelFiles().problem(reference(checkpoint), read, settings);
                rows.append(tracker.add(checkpoint.step(), problem));
                progress.made(rows.points().size(), checkpoints.size());
            }
        }
        return new TrackReport(rows.points(), options, (System.nanoTime() - start) / NANOS, first);
    }

    private ModelSettings settings(NtkRuntime runtime, boolean isRun) {
        Optional<RunDescription> run =
                isRun ? Optional.of(RunFolder.open(folder).description()) : Optional.empty();
        OptionalDouble step = observation.dt().isPresent()
                ? observation.dt()
                : run.map(RunDescription::dt).orElse(OptionalDouble.empty());
        return new ModelSettings(
                run.isPresent() && cell == null ? run.get().cell() : required("--cell", cell),
                step,
                observation.observable(),
                observation.selection(),
                Optional.empty(),
                Optional.empty(),
                runtime.configuration().precision());
    }

    private String required(String option, @Nullable String given) {
        if (given == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + folder + "' is not a folder that 'ntk train' wrote, so " + option + " is needed.",
                    "Give --cell, such as gru, and --inputs, an array [trials, steps, channels].");
        }
        return given;
    }
}
