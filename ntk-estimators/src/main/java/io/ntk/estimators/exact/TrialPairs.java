package io.ntk.estimators.exact;

/**
 * The pairs of trials (b, c) over which the trace of a product is summed: all, or those of one trial from each of two groups, counted as
 * (b, c) and as (c, b).
 *
 * @param boundary how many trials of the problem, from the first on, are the first group; 0 if all pairs are summed
 */
record TrialPairs(int boundary) {
    /** Every trial with every other and with itself. */
    static final TrialPairs ALL = new TrialPairs(0);

    /** {@return the number of groups: 1 if all pairs are summed} */
    int groups() {
        return boundary == 0 ? 1 : 2;
    }

    /** {@return the group of a trial of the problem, below {@link #groups}} */
    int groupOf(int trial) {
        return trial < boundary || boundary == 0 ? 0 : 1;
    }
}
