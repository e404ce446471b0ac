package io.ntk.estimators.estimate;

import java.util.Locale;

/** What kind of statement an estimate makes about its error. */
public enum ErrorKind {
    /** No sampling error: only rounding. */
    EXACT,
    /** A standard error and a 95% interval whose coverage was measured to be about 95%. */
    STANDARD_ERROR,
    /** An indication of the size of the error, or nothing at all: no interval can be trusted. */
    HEURISTIC;

    /** {@return the name in reports: {@code exact}, {@code standard-error} or {@code heuristic}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
