package io.ntk.cli.command;

import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.metric.AlignmentContributions;
import io.ntk.estimators.metric.AlignmentContributions.Part;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is told about two kernels and their networks beside the alignment.
 *
 * @param metrics other metrics, as asked for
 * @param contributions what tensors and steps add to the alignment, if asked for
 * @param networks how states and weights moved
 */
record AlignmentDetails(List<Found> metrics, Optional<AlignmentContributions> contributions, NetworkChange networks) {
    private static final String CONTRIBUTIONS = "contributions";
    private static final String WITHIN = "within";

    /** How to read the alignments within tensors. */
    static final String WITHIN_MEANING = "the alignment of the tensor's own part of the kernel, as if it alone were"
            + " differentiated. What a tensor adds says how much of the kernel is its own; this, how far that part turned.";

    static final AlignmentDetails NONE = new AlignmentDetails(List.of(), Optional.empty(), NetworkChange.NONE);

    /**
     * One estimate.
     *
     * @param metric of what
     * @param of {@code before} or {@code after}; empty for a metric of both
     * @param estimate the estimate
     */
    record Found(Metric metric, String of, Estimate estimate) {
        private String column() {
            return of.isEmpty() ? metric.column() : metric.column() + "_" + of;
        }

        private JsonObject json() {
            return Estimates.json(estimate)
                    .with("estimator", estimate.estimator())
                    .with("notes", estimate.notes());
        }
    }

    /** All metrics of two kernels. */
    static AlignmentDetails of(MetricEstimates estimates, Optional<AlignmentContributions> contributions) {
        List<Found> found = new ArrayList<>();
        for (Metric metric : estimates.metrics()) {
            if (metric.isOfPair()) {
                found.add(new Found(metric, "", estimates.at(metric, 0, 1)));
            } else {
                found.add(new Found(metric, "before", estimates.at(metric, 0)));
                found.add(new Found(metric, "after", estimates.at(metric, 1)));
            }
        }
        return new AlignmentDetails(found, contributions, NetworkChange.NONE);
    }

    /** The same with one more metric of both kernels. */
    AlignmentDetails and(Metric metric, Estimate estimate) {
        List<Found> more = new ArrayList<>(metrics);
        more.add(new Found(metric, "", estimate));
        return new AlignmentDetails(more, contributions, networks);
    }

    AlignmentDetails with(NetworkChange change) {
        return new AlignmentDetails(metrics, contributions, change);
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
        Map<String, JsonObject> ofOne = new LinkedHashMap<>();
        for (Found one : metrics) {
            if (one.of.isEmpty()) {
                json.with(one.metric.key(), one.json());
            } else {
                ofOne.computeIfAbsent(one.metric.key(), key -> new JsonObject()).with(one.of, one.json());
            }
        }
        json.with(ofOne);
        contributions.ifPresent(parts -> json.with(
                CONTRIBUTIONS,
                new JsonObject()
                        .with("estimator", parts.alignment().estimator())
                        .with("sum", parts.alignment().value())
                        .with("tensors", json(parts.tensors()))
                        .with("steps", json(parts.steps()))));
        networks.addTo(json);
    }

    private static List<JsonObject> json(List<Part> parts) {
        return parts.stream()
                .map(part -> {
                    JsonObject json =
                            Estimates.putInto(new JsonObject().with("name", part.name()), part.contribution());
                    part.within().ifPresent(own -> json.with(WITHIN, Estimates.json(own)));
                    return json;
                })
                .toList();
    }

    void addTo(Table table) {
        metrics.forEach(one -> table.row(row(one.metric.column(), one.of, one.estimate)));
        contributions.ifPresent(parts -> {
            parts.tensors().forEach(part -> table.row(row("tensor", part.name(), part.contribution())));
            parts.tensors()
                    .forEach(part -> part.within().ifPresent(own -> table.row(row("within_tensor", part.name(), own))));
            parts.steps().forEach(part -> table.row(row("step", part.name(), part.contribution())));
        });
        networks.addTo(table);
    }

    void addTo(List<NumericArray> arrays) {
        metrics.forEach(one -> arrays.addAll(Estimates.arrays(one.column(), List.of(), List.of(one.estimate))));
        contributions.ifPresent(parts -> {
            arrays.addAll(arrays("tensor_contributions", parts.tensors()));
            arrays.addAll(within(parts.tensors()));
            arrays.addAll(arrays("step_contributions", parts.steps()));
        });
        networks.addTo(arrays);
    }

    private static List<NumericArray> arrays(String name, List<Part> parts) {
        return Estimates.arrays(
                name,
                List.of(parts.size()),
                parts.stream().map(Part::contribution).toList());
    }

    /** NaN where a tensor has no part in a kernel. */
    private static List<NumericArray> within(List<Part> tensors) {
        return Estimates.arraysOfSome(
                "tensor_alignments",
                List.of(tensors.size()),
                tensors.stream().map(Part::within).toList());
    }

    void addTo(HtmlPage page) {
        if (!metrics.isEmpty()) {
            page.section("Metrics").table(table(Metric::title));
            metrics.stream()
                    .flatMap(one -> one.estimate.notes().stream())
                    .distinct()
                    .forEach(page::text);
        }
        networks.addTo(page);
    }

    /** {@return lines for people beside those on networks, none if nothing was asked for} */
    String text() {
        StringBuilder text = new StringBuilder();
        if (!metrics.isEmpty()) {
            text.append('\n').append(table(Metric::name)).append(told());
        }
        contributions.ifPresent(parts -> text.append('\n')
                .append(tensorTable(parts))
                .append(Lines.line("within", WITHIN_MEANING))
                .append('\n')
                .append(table("step", "adds", parts.steps()))
                .append(Lines.line(
                        "sum",
                        Estimates.value(parts.alignment()) + ", by "
                                + parts.alignment().estimator())));
        return text.toString();
    }

    /** How the metrics were estimated, and what is to be said of them. */
    private String told() {
        Estimate any = metrics.get(0).estimate;
        String method = any.estimator()
                + (any.errorKind() == ErrorKind.EXACT
                        ? ""
                        : ", " + any.operatorApplications() + " applications of each operator");
        return Lines.line("method", method) + Estimates.notes(metrics.stream().map(Found::estimate));
    }

    private Table table(Function<Metric, String> name) {
        Table table = new Table("metric", "of", "value", "95% interval", "meaning");
        metrics.forEach(one -> table.row(
                name.apply(one.metric),
                one.of.isEmpty() ? "both" : one.of,
                Estimates.value(one.estimate),
                Estimates.interval(one.estimate),
                one.metric.meaning()));
        return table;
    }

    /** {@return what each tensor adds, and what is aligned within it} */
    static Table tensorTable(AlignmentContributions parts) {
        Table table = new Table("tensor", "adds", "95% interval", WITHIN, "95% interval");
        for (Part part : parts.tensors()) {
            table.row(
                    part.name(),
                    Estimates.value(part.contribution()),
                    Estimates.interval(part.contribution()),
                    part.within().map(Estimates::value).orElse("-"),
                    part.within().map(Estimates::interval).orElse("no part in a kernel"));
        }
        return table;
    }

    /** {@return what each part adds} */
    static Table table(String part, String adds, List<Part> parts) {
        Table table = new Table(part, adds, "95% interval");
        parts.forEach(one ->
                table.row(one.name(), Estimates.value(one.contribution()), Estimates.interval(one.contribution())));
        return table;
    }
}
