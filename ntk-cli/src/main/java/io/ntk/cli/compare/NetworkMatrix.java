package io.ntk.cli.compare;

import io.ntk.cli.chart.HeatMap;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A metric of every two of many networks, or of every one on the diagonal.
 *
 * @param metric the metric
 * @param rows a row for the first of two; empty where it is not defined
 */
public record NetworkMatrix(NetworkMetric metric, List<List<OptionalDouble>> rows) {
    /** Copies the lists. */
    public NetworkMatrix {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * {@return the matrix of each metric}
     *
     * @param metrics of one network or of two
     * @param networks the networks
     */
    public static List<NetworkMatrix> of(List<NetworkMetric> metrics, List<NetworkSnapshot> networks) {
        List<List<List<OptionalDouble>>> matrices = new ArrayList<>();
        metrics.forEach(metric -> matrices.add(new ArrayList<>()));
        for (int i = 0; i < networks.size(); i++) {
            for (List<List<OptionalDouble>> matrix : matrices) {
                matrix.add(new ArrayList<>());
            }
            // All metrics of two networks in a row, because they share products.
            for (int j = 0; j < networks.size(); j++) {
                for (int m = 0; m < metrics.size(); m++) {
                    matrices.get(m).get(i).add(value(metrics.get(m), matrices.get(m), networks, i, j));
                }
            }
        }
        return IntStream.range(0, metrics.size())
                .mapToObj(m -> new NetworkMatrix(metrics.get(m), matrices.get(m)))
                .toList();
    }

    private static OptionalDouble value(
            NetworkMetric metric, List<List<OptionalDouble>> known, List<NetworkSnapshot> networks, int i, int j) {
        if (metric.isSymmetric() && j < i) {
            return known.get(j).get(i);
        }
        return metric.isOfPair() || i == j ? metric.value(networks.get(i), networks.get(j)) : OptionalDouble.empty();
    }

    /**
     * {@return the numbers of the networks in an order in which similar ones are neighbours, one minus the value being the
     *     distance; as they are, where a value is not defined}
     */
    public List<Integer> order() {
        if (values().anyMatch(OptionalDouble::isEmpty)) {
            return IntStream.range(0, rows.size()).boxed().toList();
        }
        return AverageLinkage.order(rows.stream()
                .map(row -> row.stream()
                        .mapToDouble(value -> 1 - value.orElseThrow())
                        .toArray())
                .toArray(double[][]::new));
    }

    /**
     * {@return the same, with the networks in another order}
     *
     * @param order the number of each network here
     */
    public NetworkMatrix inOrder(List<Integer> order) {
        return new NetworkMatrix(
                metric,
                order.stream()
                        .map(i -> order.stream().map(j -> at(i, j)).toList())
                        .toList());
    }

    /** {@return whether it compares the states of two networks} */
    public boolean comparesStates() {
        return metric.isOfPair() && metric.part().isEmpty();
    }

    /**
     * {@return the value for two networks}
     *
     * @param i the number of the first
     * @param j the number of the second
     */
    public OptionalDouble at(int i, int j) {
        return rows.get(i).get(j);
    }

    /** {@return the values that there are: in row-major order of a metric of two, by network of a metric of one} */
    public Stream<OptionalDouble> values() {
        return metric.isOfPair()
                ? rows.stream().flatMap(List::stream)
                : IntStream.range(0, rows.size()).mapToObj(i -> at(i, i));
    }

    /**
     * {@return the matrix as a picture; what is not defined is left empty}
     *
     * @param names of the networks
     */
    public HeatMap picture(List<String> names) {
        double[][] values = rows.stream()
                .map(row -> row.stream()
                        .mapToDouble(value -> value.orElse(Double.NaN))
                        .toArray())
                .toArray(double[][]::new);
        return new HeatMap(
                metric.title() + " of " + names.size() + " models",
                names,
                names,
                values,
                metric.range().lower(),
                metric.range().upper());
    }
}
