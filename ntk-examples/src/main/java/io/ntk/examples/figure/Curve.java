package io.ntk.examples.figure;

import java.util.List;

/**
 * A line of a figure.
 *
 * @param name what the legend calls it
 * @param x where the values are, in ascending order; empty for a value that holds everywhere
 * @param y the values
 */
public record Curve(String name, List<Double> x, List<Double> y) {
    /** Copies the lists. */
    public Curve {
        x = List.copyOf(x);
        y = List.copyOf(y);
    }

    /** {@return whether it is one value that holds everywhere} */
    public boolean isLevel() {
        return x.isEmpty();
    }

    static Curve level(String name, double y) {
        return new Curve(name, List.of(), List.of(y));
    }
}
