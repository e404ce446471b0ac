package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.model.Parameters;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.FilesRead;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ntk demo}: compares every method with the exact value on one small pair of networks. Needs no files. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "demo",
        description = {
            "Align two small networks by every method, without any files.",
            "A tanh RNN is made and its weights are moved; nothing is trained."
        },
        footer = {"%nExamples:", "  ntk demo", "  ntk demo --seed 3 --precision float64 --report demo.html"})
final class DemoCommand extends ComputingVerb {
    /** Computes every entry of the kernels, so what it gives is exact. */
    private static final String EXACT = "naive";

    private static final String CELL = "rnn_tanh";
    private static final ProblemSizes SIZES = new ProblemSizes(12, 10, 24, 3);
    /** How far the weights move, relative to their initial size: far enough to be rich learning. */
    private static final double MOVE = 0.8;

    private static final int SAMPLES = 100;
    private static final String PRODUCTS = "applications of each kernel, or of its factor.";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Decides networks and probes. Default: 0.")
    private long seed;

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        BeforeAfter pair = moved(place.runtime().randomProblems().pair(CELL, SIZES, seed, place.precision()));
        List<Run> runs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Stopwatch all = Stopwatch.started();
        try (KernelPair kernels = place.open(pair)) {
            EstimatorOptions options = EstimatorOptions.samples(SAMPLES).withSeed(seed);
            for (AlignmentEstimator method : place.runtime().estimators().alignments()) {
                String name = method.description().name();
                Stopwatch watch = Stopwatch.started();
                try {
                    AlignmentEstimate result = method.estimate(kernels.before(), kernels.after(), options);
                    runs.add(new Run(name, result.estimate(), watch.seconds()));
                } catch (NtkException e) {
                    notes.add(name + ": " + e.getMessage());
                }
            }
        }
        double exact = runs.stream()
                .filter(run -> run.name.equals(EXACT))
                .mapToDouble(run -> run.estimate.value())
                .findFirst()
                .orElseThrow();
        Computation computation = new Computation(place.backend(), pair.before(), seed, all.seconds(), FilesRead.NONE);
        return show(new Demonstration(exact, runs, notes, computation), progress);
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

    /**
     * The exact alignment of the pair, the runs of all methods that could be applied, and notes on why the others could
     * not.
     */
    private record Demonstration(double exact, List<Run> runs, List<String> notes, Computation computation)
            implements ModelReport {
        private long order() {
            return computation.problem().observedShape().size();
        }

        @Override
        public JsonObject json() {
            return computation
                    .putInto(new JsonObject())
                    .with("exact", exact)
                    .with("order", order())
                    .with("methods", runs.stream().map(Run::json).toList());
        }

        @Override
        public String value() {
            return exact + "\n";
        }

        @Override
        public String text() {
            return setting() + "\nIts kernels are matrices of order " + order() + ". Exact alignment: "
                    + Numbers.significant(exact) + ".\n\n" + methods()
                    + notes.stream().map(note -> note + "\n").collect(Collectors.joining())
                    + "\nproducts: " + PRODUCTS + " engine: "
                    + computation.backend().id() + ", "
                    + computation.backend().engine() + ", "
                    + computation.problem().precision().label() + ".\n"
                    + "Next: 'ntk align --help' for networks of your own.\n";
        }

        private static String setting() {
            return "A tanh RNN of " + SIZES.hiddenSize() + " units on " + SIZES.trials() + " trials of " + SIZES.steps()
                    + " steps, before and after its weights moved.";
        }

        private Table methods() {
            Table table = new Table("method", "alignment", "95% interval", "true error", "products", "time");
            runs.forEach(run -> run.addTo(table, exact));
            return table;
        }

        @Override
        public Table table() {
            List<String> header = new ArrayList<>(List.of("method"));
            header.addAll(Estimates.COLUMNS);
            header.addAll(List.of("exact", "applications", "seconds"));
            Table table = new Table(header);
            runs.forEach(run -> table.row(run.fields(exact)));
            return table;
        }

        @Override
        public HtmlPage page() {
            BarChart errors = new BarChart("Beside the truth", "estimate − exact alignment");
            runs.forEach(run -> errors.bar(run.name, run.estimate.value() - exact, Estimates.halfWidth(run.estimate)));
            HtmlPage page = new HtmlPage("Every method beside the truth")
                    .text(setting())
                    .number(
                            "exact alignment",
                            Numbers.significant(exact),
                            "all entries of two kernels of order " + order())
                    .chart(
                            errors,
                            "Bars of error are 95% intervals, where a method states one; most should reach zero.")
                    .table(methods())
                    .text("Products: " + PRODUCTS);
            notes.forEach(page::text);
            return page;
        }
    }

    /** What one method made of the pair. */
    private record Run(String name, Estimate estimate, double seconds) {
        void addTo(Table table, double exact) {
            table.row(
                    name,
                    Estimates.value(estimate),
                    Estimates.interval(estimate),
                    Numbers.significant(100 * Math.abs(estimate.value() / exact - 1), 2) + "%",
                    String.valueOf(estimate.operatorApplications()),
                    Numbers.seconds(seconds));
        }

        List<String> fields(double exact) {
            List<String> fields = new ArrayList<>(List.of(name));
            fields.addAll(Estimates.fields(estimate));
            fields.addAll(List.of(
                    String.valueOf(exact), String.valueOf(estimate.operatorApplications()), String.valueOf(seconds)));
            return fields;
        }

        JsonObject json() {
            return Estimates.putInto(new JsonObject().with("estimator", name), estimate)
                    .with("seconds", seconds);
        }
    }
}
