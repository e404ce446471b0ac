package io.ntk.cli.command;

import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.StepMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How a training went.
 *
 * @param checkpoint the last one in it
 * @param steps all steps of the run, in their order
 * @param accuracy the fraction of right answers to the evaluation trials
 * @param secondsPerStep the mean time of the steps that were made, without tracking
 * @param tracking the kernels, if they were followed
 */
record TrainingReport(
        RunDescription run,
        Path out,
        Path checkpoint,
        List<StepMetrics> steps,
        double accuracy,
        double secondsPerStep,
        Optional<Tracking> tracking,
        Computation computation)
        implements ModelReport {

    /**
     * What was followed, and what that took.
     *
     * @param part the network that was followed
     * @param samples the products with each kernel
     * @param chart its alignments over the whole run
     * @param seconds spent on it
     * @param share of the training time
     */
    record Tracking(Problem part, int samples, LineChart chart, double seconds, double share) {}

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("task", run.task())
                .with("cell", run.cell())
                .with("accuracy", accuracy)
                .with("steps", steps.size())
                .with("secondsPerStep", secondsPerStep)
                .with("trackingSeconds", tracking.map(Tracking::seconds))
                .with("checkpoint", checkpoint.toString());
        tracking.ifPresent(
                kernels -> json.with("tracked", Computation.model(kernels.part).with("samples", kernels.samples)));
        return computation.putInto(json);
    }

    @Override
    public String value() {
        return accuracy + "\n";
    }

    @Override
    public String text() {
        String text = Lines.line(
                        "accuracy",
                        percent(accuracy)
                                + (isOnLearntTrials()
                                        ? " of the answers to the trials that it learnt from"
                                        : " of the evaluation trials' answers"))
                + Lines.line("steps", steps.size() + ", " + Numbers.seconds(secondsPerStep) + " each")
                + Lines.line("checkpoint", checkpoint.toString());
        return text
                + tracking.map(spent -> Lines.line(
                                "tracking",
                                Numbers.seconds(spent.seconds) + ", " + percent(spent.share) + " of the training time"))
                        .orElse("");
    }

    private boolean isOnLearntTrials() {
        return run.data().filter(data -> data.evaluation().isEmpty()).isPresent();
    }

    private String evaluated() {
        if (isOnLearntTrials()) {
            return "the trials that it learnt from";
        }
        return run.data().isPresent() ? "the trials of the evaluation data" : "trials that no step learnt from";
    }

    private String loss() {
        return switch (run.settings().loss()) {
            case MSE -> "mean squared error";
            case CROSS_ENTROPY -> "cross-entropy";
        };
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    @Override
    public Table table() {
        Table table = new Table("step", "loss", "accuracy", "gradient_norm", "seconds");
        for (StepMetrics step : steps) {
            table.row(
                    String.valueOf(step.step()),
                    String.valueOf(step.loss()),
                    String.valueOf(step.accuracy()),
                    String.valueOf(step.gradientNorm()),
                    String.valueOf(step.seconds()));
        }
        return table;
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage("Training of " + run.cell() + " on " + run.task())
                .number("accuracy", Numbers.significant(100 * accuracy, 4) + " %", "of the answers to " + evaluated());
        if (!steps.isEmpty()) {
            page.chart(
                    chart("Loss", loss(), StepMetrics::loss).logarithmicY(),
                    "On the batch of each step, before it was learnt from.");
            page.chart(
                    chart("Accuracy", "right answers, %", metrics -> 100 * metrics.accuracy()), "On the same batches.");
        }
        tracking.ifPresent(
                kernels -> page.chart(kernels.chart, "Bands are 95% intervals. All kernels share their probes."));
        return page;
    }

    /** The run from its beginning, however often it was resumed, in a folder of its own. */
    @Override
    public Optional<Provenance> provenance() {
        Map<String, String> facts = computation.facts();
        tracking.ifPresent(kernels -> facts.put(
                "kernels", Computation.kernel(kernels.part) + "; " + kernels.samples + " products with each"));
        return Optional.of(computation.provenance(facts).with(again -> {
            again.without("--resume").with("--steps", steps.size()).instead("--out", out + "-again");
            TrainingOptions.repeat(run, RunFolder.open(out), again);
        }));
    }

    private LineChart chart(String title, String yTitle, ToDoubleFunction<StepMetrics> quantity) {
        return new LineChart(title, "training step", yTitle)
                .line(
                        yTitle,
                        steps.stream().mapToDouble(StepMetrics::step).toArray(),
                        steps.stream().mapToDouble(quantity).toArray());
    }
}
