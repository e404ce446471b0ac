package io.ntk.cli.compare;

import io.ntk.cli.chart.HeatMap;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.metric.Alignment;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The alignments of many models, in an order.
 *
 * @param names of the models, as they were given
 * @param matrix their alignments, likewise
 * @param order the numbers of the models in the order in which they are shown
 */
public record Comparison(List<String> names, MetricEstimates matrix, List<Integer> order) {
    /** What is compared. */
    public static final Metric METRIC = new Alignment();

    /** Copies the lists. */
    public Comparison {
        names = List.copyOf(names);
        order = List.copyOf(order);
    }

    /**
     * {@return the models in the order in which they were given}
     *
     * @param names of the models
     * @param matrix their alignments
     */
    public static Comparison asGiven(List<String> names, MetricEstimates matrix) {
        return new Comparison(
                names, matrix, IntStream.range(0, names.size()).boxed().toList());
    }

    /**
     * {@return the models with like beside like: clustered by average linkage, one minus the alignment being the distance}
     *
     * @param names of the models
     * @param matrix their alignments
     */
    public static Comparison clustered(List<String> names, MetricEstimates matrix) {
        double[][] distances = matrix.values(METRIC);
        for (double[] row : distances) {
            Arrays.setAll(row, j -> 1 - row[j]);
        }
        return new Comparison(names, matrix, AverageLinkage.order(distances));
    }

    /** {@return the names in the order shown} */
    public List<String> shownNames() {
        return order.stream().map(names::get).toList();
    }

    /**
     * {@return the alignment of two models by their places in the order shown}
     *
     * @param row one place
     * @param column another
     */
    public Estimate shown(int row, int column) {
        return matrix.at(METRIC, order.get(row), order.get(column));
    }

    /** {@return the matrix as a picture, its colours from 0, or from the least alignment if that is negative, to 1} */
    public HeatMap picture() {
        double[][] values = new double[names.size()][names.size()];
        double least = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                values[i][j] = shown(i, j).value();
                least = Math.min(least, values[i][j]);
            }
        }
        return new HeatMap("Alignment of " + names.size() + " models", shownNames(), shownNames(), values, least, 1);
    }
}
