package io.ntk.estimators.estimate;

import java.util.Locale;

/** What kind of statement an estimate makes about its error. */
public enum ErrorKind {
    /** No sampling error: only rounding. */
    EXACT,
    /**
     * A standard error and a 95% interval. Over 500 seeds of random signs, the default probes, at m = 40 and at m = 100,
     * the intervals of the methods that state one contained the exact value in 93% to 98% of runs on the kernels of a
     * trained and an untrained tanh RNN of 32 units. Below m = 40 intervals cover less: those of traces of kernels in 90% to
     * 95% of runs from m = 6 on.
     */
    STANDARD_ERROR,
    /** An indication of the size of the error, or nothing at all: no interval can be trusted. */
    HEURISTIC;

    /** {@return the name in reports: {@code exact}, {@code standard-error} or {@code heuristic}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
