package io.ntk.cli.command;

import io.ntk.cli.report.Table;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk estimators}: the methods, the default of each metric first. */
@Command(
        name = "estimators",
        description = "List the methods that --estimator may name, the default first.",
        footer = {"%nExamples:", "  ntk estimators", "  ntk estimators --json"})
public final class EstimatorsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public EstimatorsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (NtkRuntime runtime = session.runtime(Map.of())) {
            Estimators estimators = runtime.estimators();
            List<Map<String, Object>> objects = new ArrayList<>();
            Table table = new Table("metric", "estimator", "error", "adaptive", "needs", "method");
            estimators.alignments().forEach(e -> add("alignment", e.description(), table, objects));
            estimators.traces().forEach(e -> add("trace", e.description(), table, objects));
            output.print(session, Map.of("estimators", objects), table::toString);
        }
        return 0;
    }

    private static void add(
            String metric, EstimatorDescription estimator, Table table, List<Map<String, Object>> objects) {
        table.row(
                metric,
                estimator.name(),
                estimator.errorKind().label(),
                estimator.adaptive() ? "yes" : "no",
                estimator.needs(),
                estimator.summary());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("metric", metric);
        object.put("name", estimator.name());
        object.put("errorKind", estimator.errorKind().label());
        object.put("adaptive", estimator.adaptive());
        object.put("needs", estimator.needs());
        object.put("summary", estimator.summary());
        objects.add(object);
    }
}
