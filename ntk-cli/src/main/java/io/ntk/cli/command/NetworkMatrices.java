package io.ntk.cli.command;

import io.ntk.cli.compare.NetworkMatrix;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The states and weights of many networks, compared with each other, in the forms of reports.
 *
 * @param names of the networks, in the order shown
 * @param metrics the matrix of each metric
 */
record NetworkMatrices(List<String> names, List<NetworkMatrix> metrics) {
    private static final String HEADLINE = "cka";
    private static final int DIGITS = 4;

    NetworkMatrices {
        names = List.copyOf(names);
        metrics = List.copyOf(metrics);
    }

    static NetworkMatrices of(List<String> names, List<NetworkMetric> metrics, List<NetworkSnapshot> networks) {
        return new NetworkMatrices(names, NetworkMatrix.of(metrics, networks));
    }

    /** {@return the same, with the networks in another order} */
    NetworkMatrices inOrder(List<Integer> order) {
        return new NetworkMatrices(
                order.stream().map(names::get).toList(),
                metrics.stream().map(matrix -> matrix.inOrder(order)).toList());
    }

    /** The matrix by which models are put in order if their kernels cannot be compared. */
    NetworkMatrix headline() {
        return metrics.stream()
                .filter(matrix -> matrix.metric().name().equals(HEADLINE))
                .findFirst()
                .orElseThrow();
    }

    private Stream<NetworkMatrix> ofStatesOfPairs() {
        return metrics.stream().filter(NetworkMatrix::comparesStates);
    }

    private Stream<NetworkMatrix> ofOne() {
        return metrics.stream().filter(matrix -> !matrix.metric().isOfPair());
    }

    /** A square of numbers for a metric of two, a list for one of one; null where it is not defined. */
    void addTo(JsonObject json) {
        Map<String, JsonObject> ofTensors = new LinkedHashMap<>();
        for (NetworkMatrix matrix : metrics) {
            NetworkMetric metric = matrix.metric();
            List<?> values = metric.isOfPair() ? matrix.rows() : matrix.values().toList();
            if (metric.part().isEmpty()) {
                json.with(metric.key(), values);
            } else {
                ofTensors.computeIfAbsent(metric.key(), key -> new JsonObject()).with(metric.part(), values);
            }
        }
        json.with(ofTensors);
    }

    /** The titles of the columns in a table of pairs. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (NetworkMatrix matrix : metrics) {
            NetworkMetric metric = matrix.metric();
            columns.add(metric.column(metric.isOfPair() ? "" : "_a"));
            if (!metric.isSymmetric()) {
                columns.add(metric.column(metric.isOfPair() ? "_reverse" : "_b"));
            }
        }
        return columns;
    }

    /** The fields of a pair in these columns. */
    List<String> fields(int i, int j) {
        List<String> fields = new ArrayList<>();
        for (NetworkMatrix matrix : metrics) {
            NetworkMetric metric = matrix.metric();
            fields.add(field(metric.isOfPair() ? matrix.at(i, j) : matrix.at(i, i)));
            if (!metric.isSymmetric()) {
                fields.add(field(metric.isOfPair() ? matrix.at(j, i) : matrix.at(j, j)));
            }
        }
        return fields;
    }

    private static String field(OptionalDouble value) {
        return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
    }

    /** A matrix for every metric of two networks, a vector for every metric of one; NaN where it is not defined. */
    List<NumericArray> arrays() {
        return metrics.stream()
                .map(matrix -> new NumericArray(
                        matrix.metric().column(),
                        Collections.nCopies(matrix.metric().isOfPair() ? 2 : 1, names.size()),
                        matrix.values()
                                .mapToDouble(value -> value.orElse(Double.NaN))
                                .toArray()))
                .toList();
    }

    /** The matrices of the states; those of weights are in files only. */
    String text() {
        StringBuilder text = new StringBuilder();
        ofStatesOfPairs().forEach(matrix -> {
            List<String> header = new ArrayList<>(List.of(matrix.metric().name()));
            indices().forEach(i -> header.add("(" + (i + 1) + ")"));
            Table table = new Table(header);
            indices().forEach(i -> {
                List<String> row = new ArrayList<>(List.of("(" + (i + 1) + ") " + names.get(i)));
                matrix.rows().get(i).forEach(value -> row.add(Numbers.significant(value, DIGITS)));
                table.row(row);
            });
            text.append(table).append('\n');
        });
        return text.toString();
    }

    void addTo(HtmlPage page) {
        ofStatesOfPairs()
                .filter(matrix -> matrix.values().anyMatch(OptionalDouble::isPresent))
                .forEach(matrix ->
                        page.chart(matrix.picture(names), matrix.metric().meaning()));
    }

    /** The titles of what is told of a network alone. */
    List<String> titlesOfOne() {
        return ofOne().map(matrix -> matrix.metric().name()).toList();
    }

    /** What is told of one network alone. */
    List<String> cellsOfOne(int i) {
        return ofOne().map(matrix -> Numbers.significant(matrix.at(i, i), DIGITS))
                .toList();
    }

    private IntStream indices() {
        return IntStream.range(0, names.size());
    }
}
