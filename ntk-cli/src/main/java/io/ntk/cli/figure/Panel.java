package io.ntk.cli.figure;

import java.util.List;

/**
 * One picture of a figure.
 *
 * @param name what tells it from the other panels of the figure, fit for a file's name
 * @param title what it shows
 * @param xTitle what goes to the right, with its unit
 * @param yTitle what goes up, with its unit
 * @param logarithmicX whether the horizontal axis is logarithmic
 * @param logarithmicY whether the vertical axis is logarithmic
 * @param curves the lines
 */
public record Panel(
        String name,
        String title,
        String xTitle,
        String yTitle,
        boolean logarithmicX,
        boolean logarithmicY,
        List<Curve> curves) {
    /** Copies the list. */
    public Panel {
        curves = List.copyOf(curves);
    }
}
