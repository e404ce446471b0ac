package io.ntk.cli.figure;

import java.util.List;

/**
 * A line of a figure, perhaps in a band.
 *
 * @param name what the legend calls it
 * @param x where the values are, in ascending order; empty for a value that holds everywhere
 * @param y the values
 * @param lower the lower ends of the band; the values where there is none
 * @param upper the upper ends
 */
public record Curve(String name, List<Double> x, List<Double> y, List<Double> lower, List<Double> upper) {
    /** Copies the lists. */
    public Curve {
        x = List.copyOf(x);
        y = List.copyOf(y);
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
    }

    /**
     * A line without a band.
     *
     * @param name what the legend calls it
     * @param x where the values are, in ascending order
     * @param y the values
     */
    public Curve(String name, List<Double> x, List<Double> y) {
        this(name, x, y, y, y);
    }

    /** {@return whether it is one value that holds everywhere} */
    public boolean isLevel() {
        return x.isEmpty();
    }

    /** {@return whether it has a band} */
    public boolean isBand() {
        return !lower.equals(y) || !upper.equals(y);
    }

    static Curve level(String name, double y) {
        return new Curve(name, List.of(), List.of(y));
    }
}
