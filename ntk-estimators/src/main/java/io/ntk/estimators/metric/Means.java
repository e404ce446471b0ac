package io.ntk.estimators.metric;

/**
 * The means of the statistics that a metric asked for: over all probes, over all but one, or the exact expectations. A
 * metric is a function of them; asking for a statistic that it did not name is a fault of the metric.
 */
public interface Means {
    /**
     * {@return the mean of a statistic}
     *
     * @param statistic one that the metric named
     */
    double mean(Statistic statistic);

    /**
     * {@return the square of the expectation of a statistic, unbiased: over probes, the mean of x_i x_j for i ≠ j}
     *
     * @param statistic one that the metric named
     */
    double squaredExpectation(Statistic statistic);

    /**
     * {@return the mean of one statistic over that of another}
     *
     * @param numerator one that the metric named
     * @param denominator another
     */
    double ratio(Statistic numerator, Statistic denominator);
}
