package io.ntk.cli.command;

import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.estimators.spectrum.AlignmentContributions.Part;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.KernelPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other metrics of two kernels, and the contributions of tensors and steps to their alignment, where asked for. */
record AlignmentDetails(PairMetrics metrics, Optional<AlignmentContributions> contributions) {
    private static final String CONTRIBUTIONS = "contributions";

    static final AlignmentDetails NONE = new AlignmentDetails(new PairMetrics(List.of()), Optional.empty());

    /** Uses the samples of the alignment; a tolerance has no effect. */
    static AlignmentDetails of(
            KernelPair kernels, List<Metric> metrics, boolean contributions, EstimatorOptions options) {
        return new AlignmentDetails(
                PairMetrics.of(metrics, kernels, options),
                contributions
                        ? Optional.of(AlignmentContributions.estimate(
                                kernels.before().requireLinearization(CONTRIBUTIONS),
                                kernels.after().requireLinearization(CONTRIBUTIONS),
                                options))
                        : Optional.empty());
    }

    /** {@return a row {@code quantity, name, value, …}} */
    static List<String> row(String quantity, String name, Estimate estimate) {
        List<String> row = new ArrayList<>(List.of(quantity, name));
        row.addAll(Estimates.fields(estimate));
        row.add(estimate.errorKind().label());
        row.add(String.valueOf(estimate.operatorApplications()));
        return row;
    }

    void addTo(JsonObject json) {
        metrics.addTo(json);
        contributions.ifPresent(parts -> json.with(
                CONTRIBUTIONS,
                new JsonObject().with("tensors", json(parts.tensors())).with("steps", json(parts.steps()))));
    }

    private static List<JsonObject> json(List<Part> parts) {
        return parts.stream()
                .map(part -> Estimates.putInto(new JsonObject().with("name", part.name()), part.contribution()))
                .toList();
    }

    void addTo(Table table) {
        metrics.addTo(table);
        contributions.ifPresent(parts -> {
            parts.tensors().forEach(part -> table.row(row("tensor", part.name(), part.contribution())));
            parts.steps().forEach(part -> table.row(row("step", part.name(), part.contribution())));
        });
    }

    void addTo(List<NumericArray> arrays) {
        metrics.addTo(arrays);
        contributions.ifPresent(parts -> {
            arrays.addAll(arrays("tensor_contributions", parts.tensors()));
            arrays.addAll(arrays("step_contributions", parts.steps()));
        });
    }

    private static List<NumericArray> arrays(String name, List<Part> parts) {
        return Estimates.arrays(
                name,
                List.of(parts.size()),
                parts.stream().map(Part::contribution).toList());
    }

    void addTo(HtmlPage page) {
        metrics.addTo(page);
    }

    /** {@return lines for people, none if nothing was asked for} */
    String text() {
        StringBuilder text = new StringBuilder(metrics.text());
        contributions.ifPresent(parts -> text.append('\n')
                .append(table("tensor", parts.tensors()))
                .append('\n')
                .append(table("step", parts.steps())));
        return text.toString();
    }

    private static Table table(String of, List<Part> parts) {
        Table table = new Table(of, "adds", "95% interval");
        for (Part part : parts) {
            table.row(
                    part.name(),
                    Numbers.significant(part.contribution().value(), 4),
                    Estimates.interval(part.contribution()));
        }
        return table;
    }
}
