package io.ntk.cli.command;

import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.io.arrays.NumericArray;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * How a kernel moved over a run.
 *
 * @param points the checkpoints, by ascending step; at least one
 * @param samples the products with each kernel
 * @param computation what compared them; its problem is the first checkpoint
 */
record TrackReport(List<TrackedPoint> points, int samples, Computation computation) implements Report {
    TrackReport {
        points = List.copyOf(points);
    }

    /** Both alignments over the training steps. */
    @Override
    public LineChart picture() {
        return alignments(points);
    }

    static LineChart alignments(List<TrackedPoint> points) {
        LineChart chart = chart("The kernel over training", "kernel alignment");
        addBand(chart, "with the first", points, TrackedPoint::alignmentWithFirst);
        addBand(chart, "with the one before", points, TrackedPoint::alignmentWithPrevious);
        return chart;
    }

    private static LineChart chart(String title, String yTitle) {
        return new LineChart(title, "training step", yTitle);
    }

    private LineChart chart(String title, String yTitle, Function<TrackedPoint, Estimate> quantity) {
        LineChart chart = chart(title, yTitle);
        addBand(chart, yTitle, points, quantity);
        return chart;
    }

    private static void addBand(
            LineChart chart, String name, List<TrackedPoint> points, Function<TrackedPoint, Estimate> quantity) {
        Estimates.band(
                chart,
                name,
                points.stream().mapToDouble(TrackedPoint::step).toArray(),
                points.stream().map(quantity).toList());
    }

    @Override
    public HtmlPage page() {
        TrackedPoint last = points.get(points.size() - 1);
        return new HtmlPage("The kernel of " + computation.problem().model().name() + " over training")
                .number(
                        "alignment of step " + last.step() + " with step "
                                + points.get(0).step(),
                        Numbers.significant(last.alignmentWithFirst().value()),
                        "95% interval " + Estimates.interval(last.alignmentWithFirst()))
                .chart(picture(), "Bands are 95% intervals. All checkpoints share their probes.")
                .chart(
                        chart("Distance", "distance from the first", TrackedPoint::distanceFromFirst),
                        "‖Θ − Θ_first‖ / ‖Θ_first‖, which sees a change of size too.")
                .chart(
                        chart("Effective dimension", "effective dimension", TrackedPoint::effectiveDimension),
                        "Tr(Θ)² / Tr(Θ²): how many directions the kernel uses.")
                .chart(chart("Norm", "norm of the kernel", TrackedPoint::norm), "The Frobenius norm.")
                .section("Checkpoints")
                .table(checkpoints())
                .text(points.size() + " checkpoints, " + samples + " products with each kernel, "
                        + Numbers.seconds(computation.seconds()) + ".");
    }

    /** A row for every checkpoint. */
    @Override
    public Table table() {
        Table table = new Table(fields(TrackTable.header()));
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
        for (String name : TrackTable.estimates(points.get(0)).keySet()) {
            List<Estimate> estimates = points.stream()
                    .map(point ->
                            Objects.requireNonNull(TrackTable.estimates(point).get(name)))
                    .toList();
            arrays.addAll(Estimates.arrays(name, List.of(points.size()), estimates));
        }
        return arrays;
    }

    @Override
    public JsonObject json() {
        List<JsonObject> steps = new ArrayList<>();
        for (TrackedPoint point : points) {
            JsonObject step = new JsonObject().with("step", point.step());
            TrackTable.estimates(point).forEach((name, estimate) -> step.with(name, Estimates.json(estimate)));
            steps.add(step);
        }
        return computation.putInto(
                new JsonObject().with("metric", "track").with("checkpoints", steps).with("samples", samples));
    }

    @Override
    public String value() {
        return "";
    }

    @Override
    public String text() {
        return checkpoints().toString();
    }

    private Table checkpoints() {
        Table table = new Table("step", "alignment", "95% interval", "with previous", "dimension", "distance", "norm");
        for (TrackedPoint point : points) {
            table.row(
                    Long.toString(point.step()),
                    Numbers.significant(point.alignmentWithFirst().value(), 4),
                    Estimates.interval(point.alignmentWithFirst()),
                    Numbers.significant(point.alignmentWithPrevious().value(), 4),
                    Numbers.significant(point.effectiveDimension().value(), 4),
                    Numbers.significant(point.distanceFromFirst().value(), 4),
                    Numbers.significant(point.norm().value(), 4));
        }
        return table;
    }
}
