package io.ntk.cli.command;

import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.KernelPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Metrics of two kernels, and of each of the two, in the forms of a report. What a metric is called in each of them is said
 * by the metric alone.
 */
record PairMetrics(List<Found> found) {
    /** An estimate of a metric; {@code of} is {@code before} or {@code after}, and empty for a metric of both. */
    record Found(Metric metric, String of, Estimate estimate) {
        private String column() {
            return of.isEmpty() ? metric.column() : metric.column() + "_" + of;
        }
    }

    /** All metrics share the samples that the options ask for; a tolerance has no effect. */
    static PairMetrics of(List<Metric> metrics, KernelPair kernels, EstimatorOptions options) {
        List<Found> found = new ArrayList<>();
        if (!metrics.isEmpty()) {
            MetricEstimates estimates = MetricEstimates.of(metrics, kernels.before(), kernels.after(), options);
            for (Metric metric : metrics) {
                if (metric.isOfPair()) {
                    found.add(new Found(metric, "", estimates.at(metric, 0, 1)));
                } else {
                    found.add(new Found(metric, "before", estimates.at(metric, 0)));
                    found.add(new Found(metric, "after", estimates.at(metric, 1)));
                }
            }
        }
        return new PairMetrics(found);
    }

    /** Adds a member for each metric: an estimate, or those of both kernels. */
    void addTo(JsonObject json) {
        Map<String, JsonObject> ofOne = new LinkedHashMap<>();
        for (Found one : found) {
            if (one.of.isEmpty()) {
                json.with(one.metric.key(), Estimates.json(one.estimate));
            } else {
                ofOne.computeIfAbsent(one.metric.key(), key -> new JsonObject())
                        .with(one.of, Estimates.json(one.estimate));
            }
        }
        json.with(ofOne);
    }

    /** Adds a row {@code quantity, name, value, …} for each estimate. */
    void addTo(Table table) {
        found.forEach(one -> table.row(AlignmentDetails.row(one.metric.column(), one.of, one.estimate)));
    }

    void addTo(List<NumericArray> arrays) {
        found.forEach(one -> arrays.addAll(Estimates.arrays(one.column(), List.of(), List.of(one.estimate))));
    }

    void addTo(HtmlPage page) {
        if (!found.isEmpty()) {
            page.section("Metrics").table(table(Metric::title));
        }
    }

    /** {@return a table for people, after an empty line; nothing if there is none} */
    String text() {
        return found.isEmpty() ? "" : "\n" + table(Metric::name);
    }

    private Table table(Function<Metric, String> name) {
        Table table = new Table("metric", "of", "value", "95% interval", "meaning");
        found.forEach(one -> table.row(
                name.apply(one.metric),
                one.of.isEmpty() ? "both" : one.of,
                Numbers.significant(one.estimate.value()),
                Estimates.interval(one.estimate),
                one.metric.meaning()));
        return table;
    }
}
