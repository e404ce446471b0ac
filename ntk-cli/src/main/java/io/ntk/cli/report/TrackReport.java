package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.metric.Metrics;
import io.ntk.io.arrays.NumericArray;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel moved over a run.
 *
 * @param points the checkpoints, by ascending step; at least one
 * @param options how they were compared
 * @param seconds for all of them, with reading files
 * @param problem the first checkpoint
 */
public record TrackReport(List<TrackedPoint> points, EstimatorOptions options, double seconds, Problem problem) {
    /** Copies the list. */
    public TrackReport {
        points = List.copyOf(points);
    }

    /** {@return both alignments over the training steps} */
    public LineChart picture() {
        return alignments(points);
    }

    static LineChart alignments(List<TrackedPoint> points) {
        LineChart chart = chart("The kernel over training", "kernel alignment");
        addBand(chart, "with the first", points, point -> point.estimate("alignment_first"));
        addBand(chart, "with the one before", points, point -> point.estimate("alignment_previous"));
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
        chart.band(
                name,
                points.stream().mapToDouble(TrackedPoint::step).toArray(),
                values(points, quantity, Estimate::value),
                values(
                        points,
                        quantity,
                        e -> e.interval95().map(Interval::lower).orElse(e.value())),
                values(
                        points,
                        quantity,
                        e -> e.interval95().map(Interval::upper).orElse(e.value())));
    }

    private static double[] values(
            List<TrackedPoint> points, Function<TrackedPoint, Estimate> quantity, ToDoubleFunction<Estimate> part) {
        return points.stream()
                .mapToDouble(point -> part.applyAsDouble(quantity.apply(point)))
                .toArray();
    }

    /** {@return a page that begins with the alignment of the last checkpoint} */
    public HtmlPage page() {
        TrackedPoint last = points.get(points.size() - 1);
        return new HtmlPage("The kernel of " + problem.model().name() + " over training")
                .number(
                        "alignment of step " + last.step() + " with step "
                                + points.get(0).step(),
                        Numbers.significant(last.estimate("alignment_first").value()),
                        "95% interval " + Provenance.interval(last.estimate("alignment_first")))
                .chart(picture(), "Bands are 95% intervals. All checkpoints share their probes.")
                .chart(
                        chart("Distance", "distance from the first", point -> point.estimate("distance_first")),
                        "‖Θ − Θ_first‖ / ‖Θ_first‖, which sees a change of size too.")
                .chart(
                        chart(
                                "Effective dimension",
                                "effective dimension",
                                point -> point.estimate("effective_dimension")),
                        "Tr(Θ)² / Tr(Θ²): how many directions the kernel uses.")
                .chart(chart("Norm", "norm of the kernel", point -> point.estimate("norm")), "The Frobenius norm.")
                .section("Checkpoints")
                .table(table())
                .text(points.size() + " checkpoints, " + options.samples() + " products with each kernel, "
                        + Numbers.seconds(seconds) + ".");
    }

    /**
     * {@return this for other programs: a row and an element of each array for every checkpoint}
     *
     * @param backend what computed it
     */
    public ResultData data(AutodiffBackend backend) {
        List<NumericArray> arrays = new ArrayList<>(List.of(new NumericArray(
                "step",
                List.of(points.size()),
                points.stream().mapToDouble(TrackedPoint::step).toArray())));
        for (String name : points.get(0).estimates().keySet()) {
            List<Estimate> estimates =
                    points.stream().map(point -> point.estimate(name)).toList();
            arrays.addAll(ResultData.arrays(name, List.of(points.size()), estimates));
        }
        return new ResultData(
                toJson(backend),
                fields(TrackTable.header(Metrics.standard())),
                points.stream().map(TrackTable::line).map(TrackReport::fields).toList(),
                arrays);
    }

    private static List<String> fields(String line) {
        return List.of(line.strip().split(",", -1));
    }

    /**
     * {@return the members of the JSON object that {@code --json} prints}
     *
     * @param backend what computed it
     */
    public Map<String, @Nullable Object> toJson(AutodiffBackend backend) {
        List<Object> steps = new ArrayList<>();
        for (TrackedPoint point : points) {
            Map<String, @Nullable Object> step = new LinkedHashMap<>();
            step.put("step", point.step());
            point.estimates().forEach((name, estimate) -> {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("value", estimate.value());
                Provenance.putError(one, estimate);
                step.put(name, one);
            });
            steps.add(step);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("metric", "track");
        json.put("checkpoints", steps);
        json.put("samples", options.samples());
        Provenance.putRun(json, seconds, backend, problem, options.seed());
        return json;
    }

    /** {@return lines for people} */
    public String toText() {
        return table().toString();
    }

    private Table table() {
        Table table = new Table("step", "alignment", "95% interval", "with previous", "dimension", "distance", "norm");
        for (TrackedPoint point : points) {
            table.row(
                    Long.toString(point.step()),
                    Numbers.significant(point.estimate("alignment_first").value(), 4),
                    Provenance.interval(point.estimate("alignment_first")),
                    Numbers.significant(point.estimate("alignment_previous").value(), 4),
                    Numbers.significant(point.estimate("effective_dimension").value(), 4),
                    Numbers.significant(point.estimate("distance_first").value(), 4),
                    Numbers.significant(point.estimate("norm").value(), 4));
        }
        return table;
    }
}
