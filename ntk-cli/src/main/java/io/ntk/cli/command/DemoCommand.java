package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk demo}: every method on one small pair of networks, beside the exact value. Needs no files. */
@Command(
        name = "demo",
        description = {
            "Make a small tanh RNN, move its weights, and align the two kernels with every method.",
            "Needs no files and trains nothing."
        },
        footer = {"%nExamples:", "  ntk demo", "  ntk demo --seed 3 --precision float64 --report demo.html"})
public final class DemoCommand implements Callable<Integer> {
    /** Computes every entry of the kernels, so what it gives is exact. */
    private static final String EXACT = "naive";

    private static final String CELL = "rnn_tanh";
    private static final Sizes SIZES = new Sizes(12, 10, 24, 3);
    /** How far the weights move, relative to their initial size: far enough to be rich learning. */
    private static final double MOVE = 0.8;

    private static final int SAMPLES = 100;
    private static final String PRODUCTS = "products: applications of each kernel, or of its factor.";

    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Decides networks and probes. Default: 0.")
    private long seed;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean wanted = report.wanted();
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            BeforeAfter pair = moved(runtime.randomProblems()
                    .pair(CELL, SIZES, seed, runtime.configuration().precision()));
            AutodiffBackend backend = runtime.backend();
            List<Run> runs = new ArrayList<>();
            try (Linearization before = backend.linearize(pair.before());
                    Linearization after = backend.linearize(pair.after())) {
                EstimatorOptions options = EstimatorOptions.samples(SAMPLES).withSeed(seed);
                for (AlignmentEstimator method : runtime.estimators().alignments()) {
                    runs.add(Run.of(method, Kernel.of(before), Kernel.of(after), options));
                }
            }
            double exact = runs.stream()
                    .filter(run -> run.name.equals(EXACT))
                    .map(run -> run.requireEstimate().value())
                    .findFirst()
                    .orElseThrow();
            output.print(
                    session,
                    json(pair.before(), backend, exact, runs),
                    () -> text(pair.before(), backend, exact, runs));
            if (wanted) {
                report.write(page(pair.before(), exact, runs), backend, pair.before(), seed, List.of());
            }
        }
        return 0;
    }

    private static BeforeAfter moved(BeforeAfter unrelated) {
        double[] from = unrelated.before().parameters().toArray();
        double[] direction = unrelated.after().parameters().toArray();
        for (int i = 0; i < from.length; i++) {
            from[i] += MOVE * direction[i];
        }
        Parameters to = Parameters.of(unrelated.before().parameters().layout(), from);
        return new BeforeAfter(unrelated.before(), unrelated.before().withParameters(to));
    }

    private String text(Problem problem, AutodiffBackend backend, double exact, List<Run> runs) {
        if (output.quiet()) {
            return exact + "\n";
        }
        return setting() + "\nIts kernels are matrices of order "
                + problem.observedShape().size() + ". Exact alignment: " + Numbers.significant(exact) + ".\n\n"
                + table(runs, exact)
                + notes(runs).stream().map(note -> note + "\n").collect(Collectors.joining())
                + "\n" + PRODUCTS + " engine: " + backend.id() + ", "
                + backend.engine() + ", " + problem.precision().label() + ".\n"
                + "Next: 'ntk align --help' for networks of your own.\n";
    }

    private static String setting() {
        return "A tanh RNN of " + SIZES.hiddenSize() + " units on " + SIZES.trials() + " trials of " + SIZES.steps()
                + " steps, before and after its weights moved.";
    }

    private static Table table(List<Run> runs, double exact) {
        Table table = new Table("method", "alignment", "95% interval", "true error", "products", "time");
        runs.stream().filter(run -> run.failure == null).forEach(run -> run.addTo(table, exact));
        return table;
    }

    /** {@return why methods that could not be applied were not} */
    private static List<String> notes(List<Run> runs) {
        List<String> notes = new ArrayList<>();
        for (Run run : runs) {
            NtkException failure = run.failure;
            if (failure != null) {
                notes.add(run.name + ": " + failure.getMessage());
            }
        }
        return notes;
    }

    private static HtmlPage page(Problem problem, double exact, List<Run> runs) {
        BarChart errors = new BarChart("Beside the truth", "estimate − exact alignment");
        runs.stream().filter(run -> run.failure == null).forEach(run -> {
            Estimate estimate = run.requireEstimate();
            errors.bar(
                    run.name,
                    estimate.value() - exact,
                    estimate.interval95().map(Interval::width).orElse(0.0) / 2);
        });
        HtmlPage page = new HtmlPage("Every method beside the truth")
                .text(setting())
                .number(
                        "exact alignment",
                        Numbers.significant(exact),
                        "all entries of two kernels of order "
                                + problem.observedShape().size())
                .chart(errors, "Bars of error are 95% intervals, where a method states one; most should reach zero.")
                .table(table(runs, exact))
                .text("Products: " + PRODUCTS.substring("products: ".length()));
        notes(runs).forEach(page::text);
        return page;
    }

    private static Map<String, @Nullable Object> json(
            Problem problem, AutodiffBackend backend, double exact, List<Run> runs) {
        List<Map<String, @Nullable Object>> methods = new ArrayList<>();
        runs.stream().filter(run -> run.failure == null).forEach(run -> methods.add(run.toJson()));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("exact", exact);
        json.put("order", problem.observedShape().size());
        json.put("backend", backend.id());
        json.put("engine", backend.engine());
        json.put("precision", problem.precision().label());
        json.put("methods", methods);
        return json;
    }

    /** What one method made of the pair. */
    private record Run(
            String name,
            @Nullable Estimate estimate,
            @Nullable NtkException failure,
            double seconds) {
        static Run of(AlignmentEstimator method, Kernel before, Kernel after, EstimatorOptions options) {
            String name = method.description().name();
            long start = System.nanoTime();
            try {
                AlignmentEstimate result = method.estimate(before, after, options);
                return new Run(name, result.estimate(), null, (System.nanoTime() - start) / 1e9);
            } catch (NtkException e) {
                return new Run(name, null, e, 0);
            }
        }

        Estimate requireEstimate() {
            if (estimate == null) {
                throw failure == null ? new IllegalStateException("neither result nor failure") : failure;
            }
            return estimate;
        }

        void addTo(Table table, double exact) {
            Estimate result = requireEstimate();
            String interval = switch (result.errorKind()) {
                case EXACT -> "exact";
                case HEURISTIC -> "none stated";
                case STANDARD_ERROR ->
                    result.interval95()
                            .map(i -> Numbers.significant(i.lower(), 4) + " to " + Numbers.significant(i.upper(), 4))
                            .orElse("");
            };
            table.row(
                    name,
                    Numbers.significant(result.value(), 5),
                    interval,
                    Numbers.significant(100 * Math.abs(result.value() / exact - 1), 2) + "%",
                    String.valueOf(result.operatorApplications()),
                    Numbers.seconds(seconds));
        }

        Map<String, @Nullable Object> toJson() {
            Estimate result = requireEstimate();
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("estimator", name);
            json.put("value", result.value());
            json.put("errorKind", result.errorKind().label());
            json.put(
                    "interval95",
                    result.interval95().map(i -> List.of(i.lower(), i.upper())).orElse(null));
            json.put("operatorApplications", result.operatorApplications());
            json.put("seconds", seconds);
            return json;
        }
    }
}
