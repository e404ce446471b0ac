package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;

/** What a part of the cross trace adds to an alignment. */
final class Contribution extends Metric {
    Contribution() {
        super(
                "contribution",
                "Contribution",
                "What a part adds to the alignment.",
                new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                Statistic.INNER_PRODUCT,
                Statistic.SQUARED_NORM,
                Statistic.SQUARED_NORM_LATER);
    }

    @Override
    protected double value(Means means) {
        return means.mean(Statistic.INNER_PRODUCT)
                / Math.sqrt(means.mean(Statistic.SQUARED_NORM))
                / Math.sqrt(means.mean(Statistic.SQUARED_NORM_LATER));
    }
}
