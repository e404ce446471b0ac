package io.ntk.estimators.estimate;

import java.util.Locale;

/** Why an estimator stopped drawing. */
public enum StopReason {
    /** All samples asked for were drawn, or the method draws none. */
    COMPLETED,
    /** The stated 95% interval came inside the tolerance. */
    TOLERANCE_REACHED,
    /** Rounding became the larger share of the interval, which more samples cannot make narrower. */
    ROUNDING_REACHED,
    /** The budget was spent before the interval came inside the tolerance. */
    BUDGET_SPENT,
    /** The memory limit had no room for more of the vectors that must be kept, before the interval came inside the tolerance. */
    MEMORY_SPENT;

    /** {@return the name in reports, such as {@code tolerance-reached}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
