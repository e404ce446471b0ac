package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Progress;
import io.ntk.examples.tracking.CheckpointFolder;
import io.ntk.examples.tracking.KernelTracker;
import io.ntk.examples.tracking.TrackedPoint;
import io.ntk.examples.training.RunDescription;
import io.ntk.examples.training.RunFolder;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.arrays.ArrayReference;
import io.ntk.runtime.model.ModelSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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
            "  ntk track exports --cell gru --inputs inputs.npy --csv track.csv"
        })
public final class TrackCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

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

    @Option(names = "--dt", paramLabel = "DT", description = "The time step of a continuous-time cell.")
    private @Nullable Double dt;

    @Option(
            names = "--observe",
            paramLabel = "WHAT",
            defaultValue = "states",
            description = "states, final-state, outputs or final-output. Default: states.")
    private String observe = "";

    @Option(
            names = "--params",
            paramLabel = "GLOB[,GLOB]",
            defaultValue = "*",
            description = "The parameter tensors to differentiate. Default: all.")
    private String params = "";

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all numbers to this file.")
    private @Nullable Path csv;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw both alignments (.svg or .png).")
    private @Nullable Path plot;

    @Option(names = "--quiet", description = "Print nothing but failures.")
    private boolean quiet;

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
        boolean isRun = RunFolder.isRun(folder);
        ArrayReference read = ArrayReference.parse(
                isRun && inputs == null ? RunFolder.open(folder).inputs().toString() : required("--inputs", inputs));
        Set<Path> others = new HashSet<>(Set.of(read.file()));
        String glob = pattern != null ? pattern : isRun ? "step-*.safetensors" : "*.{safetensors,npz}";
        List<CheckpointFolder.Checkpoint> checkpoints = CheckpointFolder.list(folder, glob, others);
        List<TrackedPoint> points;
        try (NtkRuntime runtime = session.runtime(engine.settings());
                TrackRows rows = new TrackRows(csv);
                ProgressDisplay progress = new ProgressDisplay(session, quiet, "track")) {
            points = track(runtime, checkpoints, read, settings(runtime, isRun), rows, progress);
        }
        if (plot != null) {
            chart(points).write(plot, Theme.LIGHT);
        }
        if (!quiet) {
            session.out().print(table(points));
            session.out().flush();
        }
        return 0;
    }

    private List<TrackedPoint> track(
            NtkRuntime runtime,
            List<CheckpointFolder.Checkpoint> checkpoints,
            ArrayReference read,
            ModelSettings settings,
            TrackRows rows,
            ProgressDisplay progress) {
        List<TrackedPoint> points = new ArrayList<>();
        @Nullable KernelTracker tracker = null;
        try {
            for (CheckpointFolder.Checkpoint checkpoint : checkpoints) {
                Problem problem = runtime.modelFiles()
                        .problem(ArrayReference.parse(checkpoint.file().toString()), read, settings);
                if (tracker == null) {
                    EstimatorOptions options =
                            sampling.options(problem.observedShape().size(), runtime.configuration(), Progress.none());
                    tracker = new KernelTracker(runtime.backend(), options);
                }
                TrackedPoint point = tracker.add(checkpoint.step(), problem);
                rows.append(point);
                points.add(point);
                progress.made(points.size(), checkpoints.size());
            }
        } finally {
            if (tracker != null) {
                tracker.close();
            }
        }
        return points;
    }

    private ModelSettings settings(NtkRuntime runtime, boolean isRun) {
        Optional<RunDescription> run =
                isRun ? Optional.of(RunFolder.open(folder).description()) : Optional.empty();
        OptionalDouble step =
                dt != null ? OptionalDouble.of(dt) : run.map(RunDescription::dt).orElse(OptionalDouble.empty());
        return new ModelSettings(
                run.isPresent() && cell == null ? run.get().cell() : required("--cell", cell),
                step,
                Observable.parse(observe),
                ParameterSelection.of(
                        Arrays.stream(params.split(",", -1)).map(String::strip).toList()),
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

    private static String table(List<TrackedPoint> points) {
        Table table = new Table("step", "alignment", "95% interval", "with previous", "dimension", "distance", "norm");
        for (TrackedPoint point : points) {
            table.row(
                    Long.toString(point.step()),
                    Numbers.significant(point.alignmentWithFirst().value(), 4),
                    point.alignmentWithFirst()
                            .interval95()
                            .map(i -> Numbers.significant(i.lower(), 3) + " to " + Numbers.significant(i.upper(), 3))
                            .orElse(""),
                    Numbers.significant(point.alignmentWithPrevious().value(), 4),
                    Numbers.significant(point.effectiveDimension().value(), 4),
                    Numbers.significant(point.distanceFromFirst().value(), 4),
                    Numbers.significant(point.norm().value(), 4));
        }
        return table.toString();
    }

    private static Chart chart(List<TrackedPoint> points) {
        LineChart chart = new LineChart("The kernel over training", "training step", "kernel alignment");
        addBand(chart, "with the first", points, TrackedPoint::alignmentWithFirst);
        addBand(chart, "with the one before", points, TrackedPoint::alignmentWithPrevious);
        return chart;
    }

    private static void addBand(
            LineChart chart, String name, List<TrackedPoint> points, Function<TrackedPoint, Estimate> quantity) {
        chart.band(
                name,
                points.stream().mapToDouble(TrackedPoint::step).toArray(),
                values(points, quantity, Estimate::value),
                values(
                        points,
                        quantity,
                        e -> e.interval95().map(Interval::lower).orElse(e.value())),
                values(
                        points,
                        quantity,
                        e -> e.interval95().map(Interval::upper).orElse(e.value())));
    }

    private static double[] values(
            List<TrackedPoint> points, Function<TrackedPoint, Estimate> quantity, ToDoubleFunction<Estimate> part) {
        return points.stream()
                .mapToDouble(point -> part.applyAsDouble(quantity.apply(point)))
                .toArray();
    }
}
