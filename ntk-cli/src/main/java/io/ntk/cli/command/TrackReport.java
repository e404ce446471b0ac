package io.ntk.cli.command;

import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Quantity;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.training.tracking.LossTracker;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import io.ntk.training.tracking.TrackedQuantity;
import io.ntk.training.tracking.TrackedQuantity.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a kernel moved over a run, and the states and weights.
 *
 * @param points the checkpoints, by ascending step; at least one
 * @param quantities what was followed
 * @param of whose kernels
 * @param samples the products with each kernel
 * @param state of what is followed
 */
record TrackReport(
        List<TrackedPoint> points,
        TrackedQuantities quantities,
        KernelOperator of,
        int samples,
        State state,
        Computation computation)
        implements ModelReport {
    /** What becomes of the checkpoints. */
    enum State {
        /** All that there were are here. */
        WHOLE,
        /** More are expected. */
        GROWING,
        /** More were expected, when the process was told to end. */
        STOPPED
    }

    private static final int SECONDS_TO_RELOAD = 5;

    /** What a page begins with. */
    static final String HEADLINE = "alignment_first";

    /** As many as there are colours. */
    private static final int MOST_LINES = 6;

    private static final String HEADLINE_METRIC = "alignment";

    /** The names of the alignments in a chart by their columns. */
    static final SortedMap<String, String> ALIGNMENTS = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of(HEADLINE, "with the first", "alignment_previous", "with the one before")));

    TrackReport {
        points = List.copyOf(points);
    }

    /** Both alignments over the training steps. */
    @Override
    public LineChart picture() {
        return alignments(points);
    }

    private static LineChart alignments(List<TrackedPoint> points) {
        LineChart chart = emptyChart();
        ALIGNMENTS.forEach((column, name) -> addBand(chart, name, points, column));
        return chart;
    }

    /** {@return a chart to which {@link #ALIGNMENTS} are to be added} */
    static LineChart emptyChart() {
        return new LineChart("The kernel over training", "training step", "kernel alignment");
    }

    private static void addBand(LineChart chart, String name, List<TrackedPoint> points, String column) {
        Estimates.band(
                chart,
                name,
                points.stream().mapToDouble(TrackedPoint::step).toArray(),
                points.stream().map(point -> point.estimate(column)).toList());
    }

    @Override
    public HtmlPage page() {
        TrackedPoint last = points.get(points.size() - 1);
        Estimate alignment = last.estimate(HEADLINE);
        HtmlPage page = new HtmlPage((of == KernelOperator.NTK ? "The kernel" : "The operator " + of.symbol()) + " of "
                        + computation.problem().model().name() + " over training")
                .number(
                        "alignment of step " + last.step() + " with step "
                                + points.get(0).step(),
                        Estimates.headline(alignment),
                        "95% interval " + Estimates.interval(alignment))
                .chart(picture(), "Bands are 95% intervals. All checkpoints share their probes.");
        switch (state) {
            case WHOLE -> {}
            case GROWING ->
                page.reloading(SECONDS_TO_RELOAD)
                        .text(
                                "The training goes on: this page is written again when a checkpoint appears, and read again every "
                                        + SECONDS_TO_RELOAD + " seconds.");
            case STOPPED ->
                page.text("Following was ended after step " + last.step()
                        + ": checkpoints that came later are not here.");
        }
        byName(quantities.kernels()).forEach((name, ofMetric) -> {
            if (!name.equals(HEADLINE_METRIC)) {
                Metric metric = ofMetric.get(0).metric();
                LineChart chart = new LineChart(metric.title(), "training step", name);
                ofMetric.forEach(quantity -> addBand(chart, quantity.title(), points, quantity.column()));
                page.chart(chart, metric.meaning());
            }
        });
        byName(quantities.networks()).forEach((name, ofMetric) -> addCharts(page, name, ofMetric));
        losses().ifPresent(chart -> page.chart(
                chart,
                !more().contains(LossTracker.FROZEN)
                        ? "The loss of each checkpoint on the same trials."
                        : "The loss of each checkpoint on the same trials, and that of plain gradient descent on them from the"
                                + " first checkpoint if the kernel had stayed as it was there. Where the two part, learning"
                                + " changed the kernel."));
        return page.section("Checkpoints")
                .table(checkpoints())
                .text(points.size() + " checkpoints, " + samples + " products with each kernel, "
                        + Numbers.seconds(computation.seconds()) + ".");
    }

    /** The digests of all checkpoints are those of the last page, not of each one that it replaces. */
    @Override
    public Optional<Provenance> provenance() {
        Provenance provenance = computation.provenance().with(again -> again.without("--follow"));
        return Optional.of(state == State.GROWING ? provenance.reading(List.of()) : provenance);
    }

    private static <Q extends Quantity> Map<String, List<TrackedQuantity<Q>>> byName(List<TrackedQuantity<Q>> all) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        quantity -> quantity.metric().name(), LinkedHashMap::new, Collectors.toList()));
    }

    /** A chart of a metric, or as many as its tensors need: those are compared with the first checkpoint only. */
    private void addCharts(HtmlPage page, String name, List<TrackedQuantity<NetworkMetric>> ofMetric) {
        NetworkMetric metric = ofMetric.get(0).metric();
        List<TrackedQuantity<NetworkMetric>> shown = ofMetric.stream()
                .filter(quantity -> quantity.metric().part().isEmpty() || quantity.reference() == Reference.FIRST)
                .toList();
        for (int from = 0; from < shown.size(); from += MOST_LINES) {
            String number = shown.size() > MOST_LINES ? " (" + (1 + from / MOST_LINES) + ")" : "";
            LineChart chart = new LineChart(metric.title() + number, "training step", name);
            shown.subList(from, Math.min(from + MOST_LINES, shown.size()))
                    .forEach(quantity -> addLine(chart, quantity));
            page.chart(chart, metric.meaning());
        }
    }

    /** What is not defined is left out. */
    private void addLine(LineChart chart, TrackedQuantity<NetworkMetric> quantity) {
        List<TrackedPoint> defined = points.stream()
                .filter(point -> point.network(quantity.column()).isPresent())
                .toList();
        if (!defined.isEmpty()) {
            chart.line(
                    quantity.shortTitle(),
                    defined.stream().mapToDouble(TrackedPoint::step).toArray(),
                    defined.stream()
                            .mapToDouble(
                                    point -> point.network(quantity.column()).orElseThrow())
                            .toArray());
        }
    }

    /** The losses over the training steps, if they were followed. */
    private Optional<LineChart> losses() {
        if (!more().contains(LossTracker.LOSS)) {
            return Optional.empty();
        }
        LineChart chart = new LineChart("Loss", "training step", "loss").logarithmicY();
        addBand(chart, "real", points, LossTracker.LOSS);
        if (more().contains(LossTracker.FROZEN)) {
            addBand(chart, "frozen kernel", points, LossTracker.FROZEN);
        }
        return Optional.of(chart);
    }

    /** {@return the columns beside those of the metrics} */
    private List<String> more() {
        List<String> columns = new ArrayList<>(points.get(0).estimates().keySet());
        columns.removeAll(
                quantities.kernels().stream().map(TrackedQuantity::column).toList());
        return columns;
    }

    /** A row for every checkpoint. */
    @Override
    public Table table() {
        Table table = new Table(fields(TrackTable.header(quantities, more())));
        points.forEach(point -> table.row(fields(TrackTable.line(point))));
        return table;
    }

    private static List<String> fields(String line) {
        return List.of(line.strip().split(",", -1));
    }

    /** An element of each array for every checkpoint. */
    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>(List.of(new NumericArray(
                "step",
                List.of(points.size()),
                points.stream().mapToDouble(TrackedPoint::step).toArray())));
        for (String column : points.get(0).estimates().keySet()) {
            arrays.addAll(Estimates.arrays(
                    column,
                    List.of(points.size()),
                    points.stream().map(point -> point.estimate(column)).toList()));
        }
        for (String column : points.get(0).networks().keySet()) {
            arrays.add(new NumericArray(
                    column,
                    List.of(points.size()),
                    points.stream()
                            .mapToDouble(point -> point.network(column).orElse(Double.NaN))
                            .toArray()));
        }
        return arrays;
    }

    @Override
    public JsonObject json() {
        List<JsonObject> steps = new ArrayList<>();
        for (TrackedPoint point : points) {
            JsonObject step = new JsonObject().with("step", point.step());
            point.estimates().forEach((column, estimate) -> step.with(column, Estimates.json(estimate)));
            step.with(networks(point));
            steps.add(step);
        }
        return computation.putInto(new JsonObject()
                .with("metric", "track")
                .with("of", of.label())
                .with("checkpoints", steps)
                .with("samples", samples));
    }

    /** A number by its column, or by the column and then the tensor that it is of. */
    private Map<String, Object> networks(TrackedPoint point) {
        Map<String, Object> members = new LinkedHashMap<>();
        byName(quantities.networks()).values().forEach(ofMetric -> {
            Map<String, JsonObject> byPart = new LinkedHashMap<>();
            for (TrackedQuantity<NetworkMetric> quantity : ofMetric) {
                String part = quantity.metric().part();
                OptionalDouble value = point.network(quantity.column());
                if (part.isEmpty()) {
                    members.put(quantity.column(), value);
                } else {
                    byPart.computeIfAbsent(quantity.stem(), column -> new JsonObject())
                            .with(part, value);
                }
            }
            members.putAll(byPart);
        });
        return members;
    }

    @Override
    public String value() {
        return "";
    }

    @Override
    public String text() {
        return checkpoints()
                + NetworkChange.over(points, quantities.networks()).text()
                + (of == KernelOperator.NTK ? "" : Lines.line("of", of.title()))
                + computation.read().text()
                + Estimates.notes(points.stream().flatMap(point -> point.estimates().values().stream()));
    }

    private Table checkpoints() {
        List<String> header = new ArrayList<>(List.of("step"));
        for (TrackedQuantity<Metric> quantity : quantities.kernels()) {
            header.add(
                    quantity.reference() == Reference.PREVIOUS
                            ? "with previous"
                            : quantity.metric().name());
            if (quantity.column().equals(HEADLINE)) {
                header.add("95% interval");
            }
        }
        more().forEach(column -> header.add(column.replace('_', ' ')));
        Table table = new Table(header);
        for (TrackedPoint point : points) {
            List<String> row = new ArrayList<>(List.of(Long.toString(point.step())));
            for (TrackedQuantity<Metric> quantity : quantities.kernels()) {
                Estimate estimate = point.estimate(quantity.column());
                row.add(Estimates.value(estimate));
                if (quantity.column().equals(HEADLINE)) {
                    row.add(Estimates.interval(estimate));
                }
            }
            more().forEach(column ->
                    row.add(Numbers.significant(point.estimate(column).value())));
            table.row(row);
        }
        return table;
    }
}
