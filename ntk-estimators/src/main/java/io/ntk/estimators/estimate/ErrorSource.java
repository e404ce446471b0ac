package io.ntk.estimators.estimate;

import java.util.Locale;

/** Where most of the error of an estimate comes from. */
public enum ErrorSource {
    /** Random probes: more of them make the interval narrower. */
    SAMPLING,
    /** Arithmetic in finite precision: only a higher precision makes the interval narrower. */
    ROUNDING;

    /** {@return the name in reports: {@code sampling} or {@code rounding}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
