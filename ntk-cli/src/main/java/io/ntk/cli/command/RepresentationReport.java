package io.ntk.cli.command;

import io.ntk.cli.chart.Chart;
import io.ntk.cli.compare.NetworkMatrix;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Models of different sizes, whose kernels act on different spaces: their representations are compared, and their kernels are
 * described one by one.
 *
 * @param networks their states and weights, in the order shown
 * @param models in the order shown
 * @param kernels the metrics of the kernel of each, likewise
 * @param undefined the metrics that compare two kernels
 * @param order the numbers of the models as they were given, in the order shown
 * @param options how the kernels were sampled
 * @param computation of which the first model given is named
 */
record RepresentationReport(
        NetworkMatrices networks,
        List<ArrayReference> models,
        List<MetricEstimates> kernels,
        List<Metric> undefined,
        List<Integer> order,
        EstimatorOptions options,
        Computation computation)
        implements ModelReport {
    RepresentationReport {
        models = List.copyOf(models);
        kernels = List.copyOf(kernels);
        undefined = List.copyOf(undefined);
        order = List.copyOf(order);
    }

    private List<Metric> ofOne() {
        return kernels.get(0).metrics();
    }

    private IntStream indices() {
        return IntStream.range(0, models.size());
    }

    private String note() {
        return "The kernels of models of different sizes act on different spaces: between them "
                + undefined.stream().map(Metric::name).collect(Collectors.joining(", "))
                + " are not defined. --reduce trial,time compares kernels that are reduced to what all models share.";
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("metric", "representation-matrix")
                .with("models", networks.names())
                .with(
                        "references",
                        models.stream().map(ArrayReference::toString).toList())
                .with("notDefined", undefined.stream().map(Metric::key).toList())
                .with("samples", options.samples());
        computation.putInto(json);
        for (Metric metric : ofOne()) {
            json.with(
                    metric.key(),
                    kernels.stream()
                            .map(kernel -> Estimates.json(kernel.at(metric, 0)))
                            .toList());
        }
        networks.addTo(json);
        return json;
    }

    /** A row for every pair, each pair once, in the order shown. */
    @Override
    public Table table() {
        List<String> columns = new ArrayList<>(List.of("model_a", "model_b"));
        for (Metric metric : ofOne()) {
            columns.addAll(Estimates.columns(metric.column("_a")));
            columns.addAll(Estimates.columns(metric.column("_b")));
        }
        columns.addAll(networks.columns());
        Table table = new Table(columns);
        for (int i = 0; i < models.size(); i++) {
            for (int j = i; j < models.size(); j++) {
                List<String> pair = new ArrayList<>(
                        List.of(networks.names().get(i), networks.names().get(j)));
                for (Metric metric : ofOne()) {
                    pair.addAll(Estimates.fields(kernels.get(i).at(metric, 0)));
                    pair.addAll(Estimates.fields(kernels.get(j).at(metric, 0)));
                }
                pair.addAll(networks.fields(i, j));
                table.row(pair);
            }
        }
        return table;
    }

    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>();
        for (Metric metric : ofOne()) {
            List<Estimate> estimates =
                    kernels.stream().map(kernel -> kernel.at(metric, 0)).toList();
            arrays.addAll(Estimates.arrays(metric.column(), List.of(models.size()), estimates));
        }
        arrays.addAll(networks.arrays());
        arrays.add(new NumericArray(
                "order",
                List.of(models.size()),
                order.stream().mapToDouble(Integer::doubleValue).toArray()));
        return arrays;
    }

    /** What decides the order. */
    private NetworkMatrix headline() {
        return networks.headline();
    }

    @Override
    public Chart picture() {
        return headline().picture(networks.names());
    }

    /** The CKA alone, one row a line. */
    @Override
    public String value() {
        return headline().rows().stream()
                .map(row -> row.stream()
                        .map(value -> value.isPresent() ? String.valueOf(value.getAsDouble()) : "-")
                        .collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage("Representations of " + models.size() + " models");
        page.text(note());
        networks.addTo(page);
        return page.section("Models")
                .table(single())
                .text(effort() + ", " + Numbers.seconds(computation.seconds()) + ".");
    }

    private Table single() {
        List<String> header = new ArrayList<>(List.of("model"));
        ofOne().forEach(metric -> header.addAll(List.of(metric.name(), "95% interval")));
        header.addAll(networks.titlesOfOne());
        Table table = new Table(header);
        indices().forEach(i -> {
            List<String> row = new ArrayList<>(List.of(networks.names().get(i)));
            for (Metric metric : ofOne()) {
                Estimate estimate = kernels.get(i).at(metric, 0);
                row.addAll(List.of(Estimates.value(estimate), Estimates.interval(estimate)));
            }
            row.addAll(networks.cellsOfOne(i));
            table.row(row);
        });
        return table;
    }

    private String effort() {
        return options.samples() + " applications of each kernel, seed " + options.seed();
    }

    @Override
    public String text() {
        return networks.text() + single() + "\n"
                + Lines.line("note", note())
                + computation.text()
                + Lines.line("method", effort())
                + Lines.line("time", Numbers.seconds(computation.seconds()));
    }
}
