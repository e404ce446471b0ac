package io.ntk.estimators.metric;

/** The means of the statistics of kernels i and j; a statistic of one kernel is that of i. */
@FunctionalInterface
interface PairMeans {
    Means of(int i, int j);
}
