package io.ntk.cli.command;

import io.ntk.cli.chart.Chart;
import io.ntk.cli.compare.Comparison;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The alignments of many models with all that made them; the problem of the computation is the first model.
 *
 * @param reduced to which axes the kernels are reduced, if they are
 * @param networks their states and weights, in the order shown
 */
record ComparisonReport(
        Comparison comparison,
        Optional<ReducedAxes> reduced,
        NetworkMatrices networks,
        List<ArrayReference> models,
        EstimatorOptions options,
        Computation computation)
        implements ModelReport {

    ComparisonReport {
        models = List.copyOf(models);
    }

    /** {@return the metrics besides the alignment} */
    private List<Metric> others() {
        return comparison.matrix().metrics().stream()
                .filter(metric -> !metric.name().equals(Comparison.METRIC.name()))
                .toList();
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("metric", "alignment-matrix")
                .with("models", comparison.shownNames())
                .with(
                        "references",
                        comparison.order().stream()
                                .map(i -> models.get(i).toString())
                                .toList());
        reduced.ifPresent(axes -> json.with("reduction", axes.json()));
        putSquares(json, Comparison.METRIC)
                .with("estimator", comparison.shown(0, 1).estimator())
                .with("samples", options.samples());
        computation.putInto(json);
        for (Metric metric : others()) {
            json.with(
                    metric.key(),
                    metric.isOfPair()
                            ? putSquares(new JsonObject(), metric)
                            : indices()
                                    .mapToObj(i -> Estimates.json(comparison.shown(metric, i, i)))
                                    .toList());
        }
        networks.addTo(json);
        return json;
    }

    private JsonObject putSquares(JsonObject json, Metric metric) {
        return json.with("values", square(metric, Estimate::value))
                .with("standardErrors", square(metric, Estimate::standardError))
                .with("intervals95", square(metric, Estimates::ends));
    }

    private List<List<@Nullable Object>> square(Metric metric, Function<Estimate, @Nullable Object> part) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int j = 0; j < models.size(); j++) {
                row.add(part.apply(comparison.shown(metric, i, j)));
            }
            rows.add(row);
        }
        return rows;
    }

    /**
     * A row for every pair, each pair once, in the order shown. A metric of one model has columns for both, one whose value
     * depends on the order of the two has columns for either order.
     */
    @Override
    public Table table() {
        List<String> columns = new ArrayList<>(List.of("model_a", "model_b", "alignment"));
        columns.addAll(Estimates.COLUMNS.subList(1, Estimates.COLUMNS.size()));
        for (Metric metric : others()) {
            columns.addAll(Estimates.columns(metric.isOfPair() ? metric.column() : metric.column() + "_a"));
            if (!metric.isSymmetric()) {
                columns.addAll(Estimates.columns(metric.column() + (metric.isOfPair() ? "_reverse" : "_b")));
            }
        }
        columns.addAll(networks.columns());
        Table table = new Table(columns);
        for (int i = 0; i < models.size(); i++) {
            for (int j = i; j < models.size(); j++) {
                List<String> pair = new ArrayList<>(List.of(
                        comparison.shownNames().get(i), comparison.shownNames().get(j)));
                pair.addAll(Estimates.fields(comparison.shown(i, j)));
                for (Metric metric : others()) {
                    pair.addAll(Estimates.fields(comparison.shown(metric, i, j)));
                    if (!metric.isSymmetric()) {
                        pair.addAll(Estimates.fields(comparison.shown(metric, j, i)));
                    }
                }
                pair.addAll(networks.fields(i, j));
                table.row(pair);
            }
        }
        return table;
    }

    /** A matrix for every metric of two models, a vector for every metric of one, in the order shown. */
    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>();
        for (Metric metric : comparison.matrix().metrics()) {
            List<Integer> shape = Collections.nCopies(metric.isOfPair() ? 2 : 1, models.size());
            List<Estimate> estimates = indices()
                    .boxed()
                    .flatMap(i -> (metric.isOfPair() ? indices() : IntStream.of(i))
                            .mapToObj(j -> comparison.shown(metric, i, j)))
                    .toList();
            arrays.addAll(Estimates.arrays(metric.column(), shape, estimates));
        }
        arrays.addAll(networks.arrays());
        arrays.add(new NumericArray(
                "order",
                List.of(models.size()),
                comparison.order().stream().mapToDouble(Integer::doubleValue).toArray()));
        return arrays;
    }

    @Override
    public Chart picture() {
        return comparison.picture(Comparison.METRIC);
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

    private Table matrix(Metric metric) {
        List<String> header = new ArrayList<>(List.of(metric.name()));
        indices().forEach(i -> header.add("(" + (i + 1) + ")"));
        Table table = new Table(header);
        for (int i = 0; i < models.size(); i++) {
            List<String> row = new ArrayList<>(
                    List.of("(" + (i + 1) + ") " + comparison.shownNames().get(i)));
            for (int j = 0; j < models.size(); j++) {
                row.add(Numbers.significant(comparison.shown(metric, i, j).value(), 4));
            }
            table.row(row);
        }
        return table;
    }

    /** The metrics of one model. */
    private Table single() {
        List<Metric> ofOne =
                others().stream().filter(metric -> !metric.isOfPair()).toList();
        List<String> header = new ArrayList<>(List.of("model"));
        ofOne.forEach(metric -> header.addAll(List.of(metric.name(), "95% interval")));
        header.addAll(networks.titlesOfOne());
        Table table = new Table(header);
        for (int i = 0; i < models.size(); i++) {
            List<String> row = new ArrayList<>(List.of(comparison.shownNames().get(i)));
            for (Metric metric : ofOne) {
                Estimate estimate = comparison.shown(metric, i, i);
                row.addAll(List.of(Estimates.value(estimate), Estimates.interval(estimate)));
            }
            row.addAll(networks.cellsOfOne(i));
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
                        Estimates.value(estimate),
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
        HtmlPage page = new HtmlPage("Alignment of " + models.size() + " models")
                .number(
                        "least alignment of any two",
                        Estimates.headline(least),
                        "95% interval " + Estimates.interval(least))
                .chart(
                        picture(),
                        "Alignment of the kernels of every two models on the same inputs"
                                + reduced.map(axes -> ", " + axes.sentence()).orElse("") + ".");
        others().stream()
                .filter(Metric::isOfPair)
                .forEach(metric ->
                        page.chart(comparison.picture(metric), metric.meaning() + " Θ is the row, Θ′ the column."));
        networks.addTo(page);
        page.section("Pairs").table(pairs());
        page.section("Models").table(single());
        return page.text("Method " + method() + ", " + Numbers.seconds(computation.seconds()) + "."
                + (isExact() ? "" : " All pairs share their probes."));
    }

    private boolean isExact() {
        return reduced.isPresent() && comparison.shown(0, 1).errorKind() == ErrorKind.EXACT;
    }

    private String method() {
        return comparison.shown(0, 1).estimator() + ", "
                + (isExact() ? "without random probes" : options.samples() + " applications of each operator");
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(matrix(Comparison.METRIC)).append('\n').append(pairs()).append('\n');
        others().stream()
                .filter(Metric::isOfPair)
                .forEach(metric -> text.append(matrix(metric)).append('\n'));
        text.append(networks.text()).append(single()).append('\n');
        return text
                + computation.text()
                + reduced.map(axes -> Lines.line("kernels", axes.sentence() + "."))
                        .orElse("")
                + Lines.line("method", method() + ", seed " + options.seed())
                + Lines.line("time", Numbers.seconds(computation.seconds()))
                + Estimates.notes(comparison.matrix().metrics().stream().flatMap(this::all));
    }

    private Stream<Estimate> all(Metric metric) {
        return indices().boxed().flatMap(i -> indices().mapToObj(j -> comparison.shown(metric, i, j)));
    }
}
