package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.report.EstimateReport;
import io.ntk.cli.report.Numbers;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk bench}: how long an alignment of two untrained models takes. */
@Command(
        name = "bench",
        description = {
            "Time the alignment of two randomly initialized models, linearization included.",
            "Prints the seconds of each repetition, and the rate of the multiplications by weights at the median."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;

    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--cell", paramLabel = "NAME", defaultValue = "rnn", description = "The cell. Default: rnn.")
    private String cell = "";

    @Option(
            names = "--size",
            paramLabel = "B,T,H,I",
            defaultValue = "100,10,128,3",
            description = "Trials, steps, hidden units, inputs. Default: 100,10,128,3.")
    private String size = "";

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            defaultValue = "shared-sketch",
            description = "The method. Default: shared-sketch.")
    private String estimator = "";

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "8", description = "Timed runs. Default: 8.")
    private int repetitions;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "5", description = "Runs before them. Default: 5.")
    private int warmup;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (repetitions < 1 || warmup < 0) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of repetitions is " + repetitions + " and of warm-up runs " + warmup + ".",
                    "Give at least 1 repetition and 0 warm-up runs.");
        }
        try (NtkRuntime runtime = session.runtime(engine.settings());
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "bench")) {
            AlignmentEstimator chosen = runtime.estimators().alignment(estimator);
            BeforeAfter pair = runtime.randomProblems()
                    .pair(cell, Sizes.parse(size), 0, runtime.configuration().precision());
            EstimatorOptions options = sampling.options(
                    chosen.description(),
                    pair.before().observedShape().size(),
                    runtime.configuration(),
                    Progress.none());
            AutodiffBackend backend = runtime.backend();
            Measurement measurement = new Measurement(backend);
            for (int run = 0; run < warmup; run++) {
                measurement.alignment(pair, chosen, options);
                progress.made(run + 1, warmup + repetitions);
            }
            List<EstimateReport> reports = new ArrayList<>();
            for (int run = 0; run < repetitions; run++) {
                reports.add(measurement.alignment(pair, chosen, options));
                progress.made(warmup + run + 1, warmup + repetitions);
            }
            progress.close();
            print(reports);
        }
        return 0;
    }

    private void print(List<EstimateReport> reports) {
        EstimateReport last = reports.get(reports.size() - 1);
        List<Double> seconds = reports.stream().map(EstimateReport::seconds).toList();
        KernelFlops flops = new KernelFlops(last.problem());
        double operations =
                last.estimate().costs().stream().mapToDouble(flops::of).sum();
        double gflops = operations / median(seconds) / GIGA;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seconds", seconds);
        json.put("gflops", gflops);
        output.print(session, json, () -> text(last, seconds, gflops));
    }

    private String text(EstimateReport report, List<Double> seconds, double gflops) {
        if (output.quiet()) {
            return median(seconds) + "\n";
        }
        String all = seconds.stream().map(s -> Numbers.significant(s, 3)).collect(Collectors.joining(" "));
        return "median   " + Numbers.seconds(median(seconds)) + ", " + Numbers.significant(gflops, 3) + " GFLOP/s\n"
                + "runs     " + all + "\n"
                + "method   " + report.estimate().estimator() + ", "
                + report.estimate().operatorApplications()
                + " applications of each operator\n"
                + "engine   " + report.backend().id() + " on "
                + report.backend().device() + ", "
                + report.backend().engine() + ", "
                + report.problem().precision().label() + "\n";
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
