package io.ntk.cli.command;

import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantity;
import io.ntk.training.tracking.TrackedQuantity.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What moved besides the kernel between two points of a training: the states and the weights. */
record NetworkChange(List<Value> values) {
    /** As many as say whether something moved. */
    private static final int DIGITS = 4;

    /** As many tensors as a line has room for. */
    private static final int FEW = 4;

    static final NetworkChange NONE = new NetworkChange(List.of());

    NetworkChange {
        values = List.copyOf(values);
    }

    /**
     * One value.
     *
     * @param of {@code before} or {@code after}; empty for a metric of both, and so for every metric of a tensor
     * @param value empty where it is not defined
     */
    record Value(NetworkMetric metric, String of, OptionalDouble value) {
        private String column() {
            return metric.column(of.isEmpty() ? "" : "_" + of);
        }

        private String text() {
            return (of + metric.part() + " " + Numbers.significant(value, DIGITS)).strip();
        }
    }

    /** From one network to the same one later. */
    static NetworkChange between(List<NetworkMetric> metrics, NetworkSnapshot before, NetworkSnapshot after) {
        List<Value> values = new ArrayList<>();
        for (NetworkMetric metric : metrics) {
            if (metric.isOfPair()) {
                values.add(new Value(metric, "", metric.value(before, after)));
            } else {
                values.add(new Value(metric, "before", metric.value(before, before)));
                values.add(new Value(metric, "after", metric.value(after, after)));
            }
        }
        return new NetworkChange(values);
    }

    /** From the first of several checkpoints to the last. */
    static NetworkChange over(List<TrackedPoint> points, List<TrackedQuantity<NetworkMetric>> quantities) {
        TrackedPoint first = points.get(0);
        TrackedPoint last = points.get(points.size() - 1);
        List<Value> values = new ArrayList<>();
        for (TrackedQuantity<NetworkMetric> quantity : quantities) {
            if (quantity.reference() == Reference.FIRST) {
                values.add(new Value(quantity.metric(), "", last.network(quantity.column())));
            } else if (quantity.reference() == Reference.NONE) {
                values.add(new Value(quantity.metric(), "before", first.network(quantity.column())));
                values.add(new Value(quantity.metric(), "after", last.network(quantity.column())));
            }
        }
        return new NetworkChange(values);
    }

    void addTo(JsonObject json) {
        Map<String, JsonObject> divided = new LinkedHashMap<>();
        for (Value one : values) {
            NetworkMetric metric = one.metric;
            String member = one.of + metric.part();
            if (member.isEmpty()) {
                json.with(metric.key(), one.value);
            } else {
                divided.computeIfAbsent(metric.key(), key -> new JsonObject()).with(member, one.value);
            }
        }
        json.with(divided);
    }

    /** Rows like those of estimates, without any error. */
    void addTo(Table table) {
        for (Value one : values) {
            table.row(
                    one.metric.stem(""),
                    one.of + one.metric.part(),
                    one.value.isPresent() ? String.valueOf(one.value.getAsDouble()) : "",
                    "",
                    "",
                    "",
                    "exact",
                    "0");
        }
    }

    void addTo(List<NumericArray> arrays) {
        values.forEach(one ->
                arrays.add(new NumericArray(one.column(), List.of(), new double[] {one.value.orElse(Double.NaN)})));
    }

    void addTo(HtmlPage page) {
        if (!values.isEmpty()) {
            Table table = new Table("metric", "of", "value", "meaning");
            values.forEach(one -> table.row(
                    one.metric.title(),
                    one.of + one.metric.part(),
                    Numbers.significant(one.value, DIGITS),
                    one.metric.meaning()));
            page.section("States and weights").table(table);
        }
    }

    /** {@return a line on the states and one on the weights; nothing where nothing was compared} */
    String text() {
        return line("states", values.stream().filter(one -> one.metric.part().isEmpty()))
                + line(
                        "weights",
                        values.stream().filter(one -> !one.metric.part().isEmpty()));
    }

    private static String line(String name, Stream<Value> told) {
        String text = byName(told).entrySet().stream()
                .map(entry -> entry.getKey() + " " + joined(entry.getValue()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "" : Lines.line(name, text);
    }

    /** Of many tensors the one with the least value and the one with the largest. */
    private static String joined(List<Value> values) {
        List<Value> defined =
                values.stream().filter(one -> one.value.isPresent()).toList();
        if (values.size() > FEW && !defined.isEmpty()) {
            Comparator<Value> bySize = Comparator.comparingDouble(one -> one.value.orElseThrow());
            return Collections.min(defined, bySize).text() + " to "
                    + Collections.max(defined, bySize).text();
        }
        return values.stream().map(Value::text).collect(Collectors.joining(", "));
    }

    private static Map<String, List<Value>> byName(Stream<Value> told) {
        return told.collect(Collectors.groupingBy(one -> one.metric.name(), LinkedHashMap::new, Collectors.toList()));
    }
}
