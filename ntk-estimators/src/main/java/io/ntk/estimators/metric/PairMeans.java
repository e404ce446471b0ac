package io.ntk.estimators.metric;

/** The means of the statistics of kernels i and j; those of one kernel are those of i. */
@FunctionalInterface
interface PairMeans {
    Means of(int i, int j);
}
