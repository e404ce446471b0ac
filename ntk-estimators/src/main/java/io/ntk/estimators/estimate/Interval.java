package io.ntk.estimators.estimate;

/**
 * A closed interval.
 *
 * @param lower its lower end
 * @param upper its upper end, not below the lower
 */
public record Interval(double lower, double upper) {
    /**
     * {@return whether a number lies inside}
     *
     * @param value a number
     */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    /** {@return the distance between its ends} */
    public double width() {
        return upper - lower;
    }
}
