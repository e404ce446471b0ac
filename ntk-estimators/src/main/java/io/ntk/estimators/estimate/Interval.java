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

    /**
     * {@return the larger distance between a number inside and an end}
     *
     * @param value a number inside
     */
    public double reach(double value) {
        return Math.max(value - lower, upper - value);
    }

    /**
     * This interval of an estimate, widened for an error of another source that is independent: the distance from the value to
     * either end becomes the root of the sum of both squares.
     *
     * @param value the estimate, inside
     * @param error a bound of the other error, at least 0
     * @return the wider interval
     */
    public Interval widened(double value, double error) {
        return new Interval(value - Math.hypot(value - lower, error), value + Math.hypot(upper - value, error));
    }
}
