package io.ntk.estimators.estimate;

import java.util.Locale;

/** What kind of statement an estimate makes about its error. */
public enum ErrorKind {
    /** No sampling error: only rounding. */
    EXACT,
    /**
     * A standard error and a 95% interval. Over 500 seeds at m = 40, the intervals of the methods that state one held the
     * truth in 92% to 98% of runs: on kernels of a trained and an untrained tanh RNN (effective dimension 15 to 35) with
     * Gaussian probes, and, for the one-sided methods, of small networks of every cell with signs. Below m = 40 they cover
     * less.
     */
    STANDARD_ERROR,
    /** An indication of the size of the error, or nothing at all: no interval can be trusted. */
    HEURISTIC;

    /** {@return the name in reports: {@code exact}, {@code standard-error} or {@code heuristic}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
