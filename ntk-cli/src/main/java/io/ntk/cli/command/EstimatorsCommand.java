package io.ntk.cli.command;

import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Table;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorDescription;
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
    EstimatorsCommand(Session session) {
        super(session);
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Estimators estimators = place.runtime().estimators();
        List<JsonObject> objects = new ArrayList<>();
        Table table = new Table("metric", "estimator", "error", "adaptive", "needs", "method");
        estimators.alignments().forEach(e -> add("alignment", e.description(), table, objects));
        estimators.traces().forEach(e -> add("trace", e.description(), table, objects));
        return show(new Listing("estimators", objects, table), progress);
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
}
