package io.ntk.cli.command;

import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.training.tracking.LossTracker;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a kernel moved over a run.
 *
 * @param points the checkpoints, by ascending step; at least one
 * @param samples the products with each kernel
 */
record TrackReport(List<TrackedPoint> points, Metrics metrics, int samples, Computation computation) implements Report {
    /** What a page begins with. */
    static final String HEADLINE = "alignment_first";

    private static final String HEADLINE_METRIC = "alignment";

    TrackReport {
        points = List.copyOf(points);
    }

    /** Both alignments over the training steps. */
    @Override
    public LineChart picture() {
        return alignments(points);
    }

    static LineChart alignments(List<TrackedPoint> points) {
        LineChart chart = new LineChart("The kernel over training", "training step", "kernel alignment");
        addBand(chart, "with the first", points, HEADLINE);
        addBand(chart, "with the one before", points, "alignment_previous");
        return chart;
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
        HtmlPage page = new HtmlPage(
                        "The kernel of " + computation.problem().model().name() + " over training")
                .number(
                        "alignment of step " + last.step() + " with step "
                                + points.get(0).step(),
                        Estimates.value(alignment),
                        "95% interval " + Estimates.interval(alignment))
                .chart(picture(), "Bands are 95% intervals. All checkpoints share their probes.");
        for (Metric metric : metrics.all()) {
            if (!metric.name().equals(HEADLINE_METRIC)) {
                LineChart chart = new LineChart(metric.title(), "training step", metric.name());
                TrackedQuantity.of(new Metrics(List.of(metric)))
                        .forEach(quantity -> addBand(chart, quantity.title(), points, quantity.column()));
                page.chart(chart, metric.meaning());
            }
        }
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
        columns.removeAll(TrackedQuantity.of(metrics).stream()
                .map(TrackedQuantity::column)
                .toList());
        return columns;
    }

    /** A row for every checkpoint. */
    @Override
    public Table table() {
        Table table = new Table(fields(TrackTable.header(metrics, more())));
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
        return arrays;
    }

    @Override
    public JsonObject json() {
        List<JsonObject> steps = new ArrayList<>();
        for (TrackedPoint point : points) {
            JsonObject step = new JsonObject().with("step", point.step());
            point.estimates().forEach((column, estimate) -> step.with(column, Estimates.json(estimate)));
            steps.add(step);
        }
        return computation.putInto(new JsonObject()
                .with("metric", "track")
                .with("checkpoints", steps)
                .with("samples", samples));
    }

    @Override
    public String value() {
        return "";
    }

    @Override
    public String text() {
        return checkpoints()
                + computation.read().text()
                + Estimates.notes(points.stream().flatMap(point -> point.estimates().values().stream()));
    }

    private Table checkpoints() {
        List<TrackedQuantity> quantities = TrackedQuantity.of(metrics);
        List<String> header = new ArrayList<>(List.of("step"));
        for (TrackedQuantity quantity : quantities) {
            header.add(
                    quantity.reference() == TrackedQuantity.Reference.PREVIOUS
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
            for (TrackedQuantity quantity : quantities) {
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
