package io.ntk.cli.command;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.FilesRead;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk bench}: how long an alignment of two untrained models takes, or one product with a kernel. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "bench",
        description = {
            "Time the alignment of two untrained models, or a product.",
            "The product is that of one kernel with a block of vectors. Both include the linearization.",
            "Prints the seconds of each repetition, and the rate of the multiplications by weights at the median."
        },
        footer = {
            "%nExamples:",
            "  ntk bench",
            "  ntk bench --cell gru --size 100,30,64,3 --estimator deflated \\",
            "      --report bench.html",
            "  ntk bench --measure product --samples 50 --backend djl"
        })
final class BenchCommand extends ComputingVerb {
    private static final double GIGA = 1e9;

    private static final String ALIGNMENT = "alignment";
    private static final String PRODUCT = "product";
    static final List<String> MEASURES = List.of(ALIGNMENT, PRODUCT);

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--cell", paramLabel = "NAME", defaultValue = "rnn", description = "The cell. Default: rnn.")
    private String cell = "";

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = "--size",
            paramLabel = "B,T,H,I",
            defaultValue = "100,10,128,3",
            description = "Trials, steps, hidden units, inputs. Default: 100,10,128,3.")
    private String size = "";

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            completionCandidates = Candidates.Alignments.class,
            defaultValue = "shared-sketch",
            description = "The method. Default: shared-sketch.")
    private String estimator = "";

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            completionCandidates = Candidates.Measures.class,
            defaultValue = ALIGNMENT,
            description = {
                "alignment: the whole estimate, drawing the probes included.",
                "product: Θ·V for a Gaussian block V of --samples columns that is there already; no estimator takes part.",
                "Default: alignment."
            })
    private String measure = "";

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "8", description = "Timed runs. Default: 8.")
    private int repetitions;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "5", description = "Runs before them. Default: 5.")
    private int warmup;

    @Override
    void check() {
        if (repetitions < 1 || warmup < 0) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of repetitions is " + repetitions + " and of warm-up runs " + warmup + ".",
                    "Give at least 1 repetition and 0 warm-up runs.");
        }
        super.check();
    }

    @Override
    ClusterOptions cluster() {
        return cluster;
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        BeforeAfter pair = place.runtime().randomProblems().pair(cell, ProblemSizes.parse(size), 0, place.precision());
        Supplier<Run> timed = switch (measure) {
            case ALIGNMENT -> alignment(place, pair);
            case PRODUCT -> product(place, pair.before());
            default ->
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "There is no measure '" + measure + "'.",
                        ClosestName.remedy(measure, MEASURES));
        };
        List<Run> runs = new ArrayList<>();
        for (int run = 0; run < warmup + repetitions; run++) {
            Run made = timed.get();
            if (run >= warmup) {
                runs.add(made);
            }
            progress.made(run + 1, warmup + repetitions);
        }
        List<Double> seconds = runs.stream().map(Run::seconds).toList();
        Run last = runs.get(runs.size() - 1);
        Computation computation = new Computation(place.backend(), pair.before(), sampling.seed(), 0, FilesRead.NONE);
        return show(
                new Timing(last.method(), seconds, last.operations() / median(seconds) / GIGA, warmup, computation),
                progress);
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** One repetition of a method, and the floating-point operations that it needed at least. */
    private record Run(double seconds, double operations, String method) {}

    private Supplier<Run> alignment(Workplace place, BeforeAfter pair) {
        AlignmentEstimator chosen = place.runtime().estimators().alignment(estimator);
        EstimatorOptions options = sampling.options(
                chosen.description(), pair.before().observedShape().size(), place.configuration(), Progress.none());
        // Started before anything is timed.
        place.backend();
        KernelFlops flops = new KernelFlops(pair.before());
        return () -> {
            Stopwatch watch = Stopwatch.started();
            try (KernelPair kernels = place.open(pair)) {
                Estimate estimate = chosen.estimate(kernels.before(), kernels.after(), options)
                        .estimate();
                double seconds = watch.seconds();
                return new Run(
                        seconds,
                        estimate.costs().stream().mapToDouble(flops::of).sum(),
                        estimate.estimator() + ", " + estimate.operatorApplications()
                                + " applications of each operator");
            }
        };
    }

    private Supplier<Run> product(Workplace place, Problem problem) {
        EstimatorOptions options =
                sampling.options(problem.observedShape().size(), place.configuration(), Progress.none());
        options.requireSamples("product", 1, Integer.MAX_VALUE);
        AutodiffBackend backend = place.backend();
        double operations = new KernelFlops(problem).of(new Cost(options.samples(), 0, 0));
        String method = "Θ·V, " + options.samples() + " columns";
        return () -> {
            try (MultiVector block = draw(backend, problem, options)) {
                Stopwatch watch = Stopwatch.started();
                try (Linearization linearization = backend.linearize(problem);
                        MultiVector product = linearization.ntk().times(block)) {
                    return new Run(watch.seconds(), operations, method);
                }
            }
        };
    }

    private static MultiVector draw(AutodiffBackend backend, Problem problem, EstimatorOptions options) {
        try (Linearization linearization = backend.linearize(problem)) {
            return linearization
                    .observationSpace()
                    .probes(ProbeDistribution.GAUSSIAN, options.seed(), 0, options.samples());
        }
    }

    /**
     * All repetitions of a method, after {@code warmup} runs; {@code gflops} is the median rate, in 10⁹ operations a
     * second.
     */
    private record Timing(String method, List<Double> seconds, double gflops, int warmup, Computation computation)
            implements ModelReport {
        private double median() {
            return BenchCommand.median(seconds);
        }

        @Override
        public JsonObject json() {
            return computation
                    .putInto(new JsonObject())
                    .with("seconds", seconds)
                    .with("gflops", gflops);
        }

        @Override
        public String value() {
            return median() + "\n";
        }

        @Override
        public String text() {
            String all = seconds.stream().map(s -> Numbers.significant(s, 3)).collect(Collectors.joining(" "));
            return Lines.line("median", Numbers.seconds(median()) + ", " + Numbers.significant(gflops, 3) + " GFLOP/s")
                    + Lines.line("runs", all)
                    + Lines.line("method", method)
                    + computation.engine();
        }

        @Override
        public Optional<Provenance> provenance() {
            Map<String, String> facts = computation.facts();
            facts.put("runs before", String.valueOf(warmup));
            return Optional.of(computation.provenance(facts).usedFor("This command measures it again:"));
        }

        @Override
        public Table table() {
            Table table = new Table("repetition", "seconds");
            for (int i = 0; i < seconds.size(); i++) {
                table.row(String.valueOf(i + 1), String.valueOf(seconds.get(i)));
            }
            return table;
        }

        @Override
        public HtmlPage page() {
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
}
