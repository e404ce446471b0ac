package io.ntk.cli.command;

import io.ntk.cli.chart.Chart;
import io.ntk.cli.compare.Comparison;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The alignments of many models with all that made them.
 *
 * @param comparison the alignments
 * @param models the checkpoints, as they were given
 * @param options how they were estimated
 * @param computation what computed them; its problem is the first model
 */
record ComparisonReport(
        Comparison comparison, List<ArrayReference> models, EstimatorOptions options, Computation computation)
        implements Report {

    ComparisonReport {
        models = List.copyOf(models);
    }

    @Override
    public JsonObject json() {
        return computation.putInto(new JsonObject()
                .with("metric", "alignment-matrix")
                .with("models", comparison.shownNames())
                .with("references", comparison.order().stream().map(i -> models.get(i).toString()).toList())
                .with("values", square(Estimate::value))
                .with("standardErrors", square(Estimate::standardError))
                .with("intervals95", square(Estimates::ends))
                .with("estimator", comparison.matrix().at(0, 1).estimator())
                .with("samples", options.samples()));
    }

    /** A row for every pair, each pair once, in the order shown. */
    @Override
    public Table table() {
        Table table = new Table("model_a", "model_b", "alignment", "standard_error", "lower95", "upper95");
        for (int i = 0; i < models.size(); i++) {
            for (int j = i; j < models.size(); j++) {
                List<String> pair = new ArrayList<>(
                        List.of(comparison.shownNames().get(i), comparison.shownNames().get(j)));
                pair.addAll(Estimates.fields(comparison.shown(i, j)));
                table.row(pair);
            }
        }
        return table;
    }

    /** Matrices in the order shown. */
    @Override
    public List<NumericArray> arrays() {
        List<Estimate> matrix = indices()
                .boxed()
                .flatMap(i -> indices().mapToObj(j -> comparison.shown(i, j)))
                .toList();
        List<NumericArray> arrays =
                new ArrayList<>(Estimates.arrays("alignment", List.of(models.size(), models.size()), matrix));
        arrays.add(new NumericArray(
                "order",
                List.of(models.size()),
                comparison.order().stream().mapToDouble(Integer::doubleValue).toArray()));
        return arrays;
    }

    @Override
    public Chart picture() {
        return comparison.picture();
    }

    private List<List<@Nullable Object>> square(Function<Estimate, @Nullable Object> part) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int j = 0; j < models.size(); j++) {
                row.add(part.apply(comparison.shown(i, j)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The alignments alone, one row a line. */
    @Override
    public String value() {
        return indices()
                .mapToObj(i -> indices()
                        .mapToObj(j -> String.valueOf(comparison.shown(i, j).value()))
                        .collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    private IntStream indices() {
        return IntStream.range(0, models.size());
    }

    private Table matrix() {
        List<String> header = new ArrayList<>(List.of("alignment"));
        for (int i = 0; i < models.size(); i++) {
            header.add("(" + (i + 1) + ")");
        }
        Table table = new Table(header);
        for (int i = 0; i < models.size(); i++) {
            List<String> row = new ArrayList<>(
                    List.of("(" + (i + 1) + ") " + comparison.shownNames().get(i)));
            for (int j = 0; j < models.size(); j++) {
                row.add(Numbers.significant(comparison.shown(i, j).value(), 4));
            }
            table.row(row);
        }
        return table;
    }

    private Table pairs() {
        Table table = new Table("model", "and model", "alignment", "95% interval", "standard error");
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                Estimate estimate = comparison.shown(i, j);
                table.row(
                        comparison.shownNames().get(i),
                        comparison.shownNames().get(j),
                        Numbers.significant(estimate.value()),
                        Estimates.interval(estimate),
                        estimate.standardError().isPresent()
                                ? Numbers.significant(estimate.standardError().getAsDouble(), 2)
                                : "-");
            }
        }
        return table;
    }

    @Override
    public HtmlPage page() {
        Estimate least = comparison.shown(0, 1);
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                least = comparison.shown(i, j).value() < least.value() ? comparison.shown(i, j) : least;
            }
        }
        return new HtmlPage("Alignment of " + models.size() + " models")
                .number(
                        "least alignment of any two",
                        Numbers.significant(least.value()),
                        "95% interval " + Estimates.interval(least))
                .chart(comparison.picture(), "Alignment of the kernels of every two models on the same inputs.")
                .section("Pairs")
                .table(pairs())
                .text("Method " + least.estimator() + ", " + options.samples() + " applications of each operator, "
                        + Numbers.seconds(computation.seconds()) + ". All pairs share their probes.");
    }

    @Override
    public String text() {
        return matrix() + "\n" + pairs() + "\n" + computation.text()
                + Lines.line(
                        "method",
                        comparison.matrix().at(0, 1).estimator() + ", " + options.samples()
                                + " applications of each operator, seed " + options.seed())
                + Lines.line("time", Numbers.seconds(computation.seconds()));
    }
}
