package io.ntk.cli.command;

import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.metric.CentredAlignment;
import io.ntk.estimators.metric.Metric;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ntk estimators}: the methods, the default of each metric first. */
@Command(
        name = "estimators",
        description = {
            "List the methods and the metrics that may be asked for.",
            "--estimator takes the name of a method, of which the first is the default; --metric that of a metric."
        },
        footer = {"%nExamples:", "  ntk estimators", "  ntk estimators --json"})
final class EstimatorsCommand extends Verb {
    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Estimators estimators = place.runtime().estimators();
        List<JsonObject> objects = new ArrayList<>();
        Table table = new Table("metric", "estimator", "error", "adaptive", "needs", "method");
        estimators.alignments().forEach(e -> add("alignment", e.description(), table, objects));
        estimators.traces().forEach(e -> add("trace", e.description(), table, objects));
        List<JsonObject> metrics = new ArrayList<>();
        Table described = new Table("metric", "of", "from", "to", "meaning");
        place.runtime().metrics().and(new CentredAlignment()).all().forEach(metric -> add(metric, described, metrics));
        return show(
                new Listing(
                        new JsonObject().with("estimators", objects).with("metrics", metrics),
                        table + "\n" + described),
                progress);
    }

    private static void add(String metric, EstimatorDescription estimator, Table table, List<JsonObject> objects) {
        table.row(
                metric,
                estimator.name(),
                estimator.errorKind().label(),
                estimator.adaptive() ? "yes" : "no",
                estimator.needs(),
                estimator.summary());
        objects.add(new JsonObject()
                .with("metric", metric)
                .with("name", estimator.name())
                .with("errorKind", estimator.errorKind().label())
                .with("adaptive", estimator.adaptive())
                .with("needs", estimator.needs())
                .with("summary", estimator.summary()));
    }

    private static void add(Metric metric, Table table, List<JsonObject> objects) {
        String of = metric.isOfPair() ? "two kernels" : "one kernel";
        Interval range = metric.range();
        table.row(
                metric.name(),
                of,
                Numbers.significant(range.lower(), 1),
                Numbers.significant(range.upper(), 1),
                metric.meaning());
        objects.add(new JsonObject()
                .with("name", metric.name())
                .with("title", metric.title())
                .with("of", of)
                .with("range", List.of(range.lower(), range.upper()))
                .with("meaning", metric.meaning()));
    }
}
