package io.ntk.cli.command;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.EstimateReport;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk bench}: how long an alignment of two untrained models takes, or one product with a kernel. */
@Command(
        name = "bench",
        description = {
            "Time the alignment of two randomly initialized models, or the product of one kernel with a block of vectors;",
            "linearization included.",
            "Prints the seconds of each repetition, and the rate of the multiplications by weights at the median."
        },
        footer = {
            "%nExamples:",
            "  ntk bench",
            "  ntk bench --cell gru --size 100,30,64,3 --estimator deflated \\",
            "      --report bench.html",
            "  ntk bench --measure product --samples 50 --backend djl"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;

    private static final String ALIGNMENT = "alignment";
    private static final String PRODUCT = "product";

    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

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

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            defaultValue = ALIGNMENT,
            description = {
                "alignment: the whole estimate, drawing the probes included. product: Θ·V for a Gaussian block V of",
                "--samples columns that is there already; no estimator takes part. Default: alignment."
            })
    private String measure = "";

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
        boolean wanted = report.wanted();
        Map<String, String> settings = engine.settings();
        cluster.adjust(settings);
        try (NtkRuntime runtime = session.runtime(settings);
                Workplace place = cluster.connect(runtime);
                ProgressDisplay progress = new ProgressDisplay(session, output.quiet(), "bench")) {
            BeforeAfter pair = runtime.randomProblems()
                    .pair(cell, Sizes.parse(size), 0, runtime.configuration().precision());
            AutodiffBackend backend = place.backend();
            Supplier<Run> timed = switch (measure) {
                case ALIGNMENT -> alignment(runtime, backend, pair);
                case PRODUCT -> product(runtime, backend, pair.before());
                default ->
                    throw new NtkException(
                            ErrorId.INVALID_ARGUMENT,
                            "There is no measure '" + measure + "'.",
                            ClosestName.remedy(measure, List.of(ALIGNMENT, PRODUCT)));
            };
            List<Run> runs = new ArrayList<>();
            for (int run = 0; run < warmup + repetitions; run++) {
                Run made = timed.get();
                if (run >= warmup) {
                    runs.add(made);
                }
                progress.made(run + 1, warmup + repetitions);
            }
            progress.close();
            Timing timing = Timing.of(runs);
            output.print(session, timing.toJson(), () -> text(timing, backend, pair.before()));
            if (wanted) {
                report(timing, backend, pair.before());
            }
        }
        return 0;
    }

    /**
     * One repetition.
     *
     * @param seconds what it took
     * @param operations the floating-point operations that it needed at least
     * @param method what was done
     */
    private record Run(double seconds, double operations, String method) {}

    private Supplier<Run> alignment(NtkRuntime runtime, AutodiffBackend backend, BeforeAfter pair) {
        AlignmentEstimator chosen = runtime.estimators().alignment(estimator);
        EstimatorOptions options = sampling.options(
                chosen.description(), pair.before().observedShape().size(), runtime.configuration(), Progress.none());
        Measurement measurement = new Measurement(backend);
        KernelFlops flops = new KernelFlops(pair.before());
        return () -> {
            EstimateReport report = measurement.alignment(pair, chosen, options);
            double operations =
                    report.estimate().costs().stream().mapToDouble(flops::of).sum();
            String method = report.estimate().estimator() + ", "
                    + report.estimate().operatorApplications()
                    + " applications of each operator";
            return new Run(report.seconds(), operations, method);
        };
    }

    private Supplier<Run> product(NtkRuntime runtime, AutodiffBackend backend, Problem problem) {
        EstimatorOptions options =
                sampling.options(problem.observedShape().size(), runtime.configuration(), Progress.none());
        options.requireSamples("product", 1, Integer.MAX_VALUE);
        Measurement measurement = new Measurement(backend);
        double operations = new KernelFlops(problem).of(new Cost(options.samples(), 0, 0));
        String method = "Θ·V, " + options.samples() + " columns";
        return () -> new Run(measurement.product(problem, options.samples(), options.seed()), operations, method);
    }

    /**
     * All repetitions.
     *
     * @param method what was done
     * @param seconds of each repetition
     * @param gflops the rate at the median, in 10⁹ operations a second
     */
    private record Timing(String method, List<Double> seconds, double gflops) {
        static Timing of(List<Run> runs) {
            Run last = runs.get(runs.size() - 1);
            List<Double> seconds = runs.stream().map(Run::seconds).toList();
            return new Timing(last.method(), seconds, last.operations() / median(seconds) / GIGA);
        }

        double median() {
            return median(seconds);
        }

        private static double median(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        Map<String, Object> toJson() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("seconds", seconds);
            json.put("gflops", gflops);
            return json;
        }

        HtmlPage page() {
            double[] numbers =
                    IntStream.rangeClosed(1, seconds.size()).asDoubleStream().toArray();
            double[] values = seconds.stream().mapToDouble(Double::doubleValue).toArray();
            double slowest = Collections.max(seconds);
            return new HtmlPage("Time of " + method)
                    .number(
                            "median of " + seconds.size() + (seconds.size() == 1 ? " repetition" : " repetitions"),
                            Numbers.seconds(median()),
                            Numbers.significant(gflops, 3) + " GFLOP/s")
                    .chart(
                            new LineChart("Repetitions", "repetition", "seconds")
                                    .range(0, 1.1 * slowest)
                                    .line("seconds", numbers, values)
                                    .level("median", median()),
                            "Linearization included. The rate counts multiplications by weights alone, so it is a lower bound.")
                    .table(new Table("fastest", "median", "slowest")
                            .row(
                                    Numbers.seconds(Collections.min(seconds)),
                                    Numbers.seconds(median()),
                                    Numbers.seconds(slowest)));
        }
    }

    private String text(Timing timing, AutodiffBackend backend, Problem problem) {
        if (output.quiet()) {
            return timing.median() + "\n";
        }
        String all =
                timing.seconds().stream().map(s -> Numbers.significant(s, 3)).collect(Collectors.joining(" "));
        return "median   " + Numbers.seconds(timing.median()) + ", " + Numbers.significant(timing.gflops(), 3)
                + " GFLOP/s\n"
                + "runs     " + all + "\n"
                + "method   " + timing.method() + "\n"
                + "engine   " + backend.id() + " on " + backend.device() + ", " + backend.engine() + ", "
                + problem.precision().label() + "\n";
    }

    private void report(Timing timing, AutodiffBackend backend, Problem problem) {
        Precision precision = problem.precision();
        Map<String, String> what = ReportOptions.facts(problem);
        what.put("runs before", String.valueOf(warmup));
        report.write(
                timing.page(),
                "This command measures it again:",
                report.rerun(backend, precision),
                ReportOptions.facts(backend, precision, String.valueOf(sampling.seed()), what),
                List.of());
    }
}
