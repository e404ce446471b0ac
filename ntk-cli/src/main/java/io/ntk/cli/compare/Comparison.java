package io.ntk.cli.compare;

import io.ntk.cli.chart.HeatMap;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.metric.Alignment;
import io.ntk.estimators.metric.KernelTraits;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The metrics of many models, in an order that their alignments decide.
 *
 * @param names of the models, as they were given
 * @param matrix the metrics of every model and of every two, likewise
 * @param order the numbers of the models in the order in which they are shown
 */
public record Comparison(List<String> names, MetricEstimates matrix, List<Integer> order) {
    /** What decides the order, and is shown first. */
    public static final Metric METRIC = new Alignment();

    /** Of kernels that are not estimated matrices; no metric of two depends on their order. */
    private static final KernelTraits POSITIVE = new KernelTraits(1, true);

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
     * {@return the models with similar ones next to each other: clustered by average linkage, one minus the alignment being the distance}
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
        return shown(METRIC, row, column);
    }

    /**
     * {@return a metric of two models by their places in the order shown; of one model, if the metric is of one}
     *
     * @param metric the metric
     * @param row one place
     * @param column another, which does not matter to a metric of one model
     */
    public Estimate shown(Metric metric, int row, int column) {
        return metric.isOfPair()
                ? matrix.at(metric, order.get(row), order.get(column))
                : matrix.at(metric, order.get(row));
    }

    /**
     * {@return the matrix of a metric as a picture, its colours from 0 or the least value that there can be, or from the
     * least that there is if that is less, to the largest that there can be of positive semi-definite kernels, or if there is no
     * such, to the largest that there is}
     *
     * @param metric of two models
     */
    public HeatMap picture(Metric metric) {
        double[][] values = new double[names.size()][names.size()];
        double least = Math.max(0, metric.range().lower());
        double largest = least;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                values[i][j] = shown(metric, i, j).value();
                least = Math.min(least, values[i][j]);
                largest = Math.max(largest, values[i][j]);
            }
        }
        double bound = metric.possible(POSITIVE).upper();
        if (largest > bound) {
            bound = metric.range().upper();
        }
        String title = metric.title() + " of " + names.size() + " models";
        return new HeatMap(title, shownNames(), shownNames(), values, least, Double.isFinite(bound) ? bound : largest);
    }
}
