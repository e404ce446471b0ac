package io.ntk.cli.report;

import io.ntk.cli.chart.LineChart;
import io.ntk.training.StepMetrics;
import io.ntk.training.tracking.TrackedPoint;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a training went.
 *
 * @param task what was learnt
 * @param cell by which cell
 * @param steps all steps of the run, in their order
 * @param tracked the kernels that were followed, perhaps none
 * @param accuracy the fraction of right answers to the evaluation trials
 */
public record TrainingReport(
        String task, String cell, List<StepMetrics> steps, List<TrackedPoint> tracked, double accuracy) {
    /** Copies the lists. */
    public TrainingReport {
        steps = List.copyOf(steps);
        tracked = List.copyOf(tracked);
    }

    /** {@return a page that begins with the accuracy} */
    public HtmlPage page() {
        HtmlPage page = new HtmlPage("Training of " + cell + " on " + task)
                .number(
                        "accuracy",
                        Numbers.significant(100 * accuracy, 4) + " %",
                        "of the answers to trials that no step learnt from");
        if (!steps.isEmpty()) {
            page.chart(
                    chart("Loss", "mean squared error", StepMetrics::loss).logarithmicY(),
                    "On the batch of each step, before it was learnt from.");
            page.chart(
                    chart("Accuracy", "right answers, %", metrics -> 100 * metrics.accuracy()), "On the same batches.");
        }
        if (!tracked.isEmpty()) {
            page.chart(TrackReport.alignments(tracked), "Bands are 95% intervals. All kernels share their probes.");
        }
        return page;
    }

    private LineChart chart(String title, String yTitle, ToDoubleFunction<StepMetrics> quantity) {
        return new LineChart(title, "training step", yTitle)
                .line(
                        yTitle,
                        steps.stream().mapToDouble(StepMetrics::step).toArray(),
                        steps.stream().mapToDouble(quantity).toArray());
    }
}
