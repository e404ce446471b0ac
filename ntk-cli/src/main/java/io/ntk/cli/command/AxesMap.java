package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.HeatMap;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers over two axes as a map. Neighbours are averaged where an axis is longer than a map has cells. Steps and units have the
 * numbers that they have in the whole model, of which only a part may be looked at.
 *
 * @param rows the axis that goes down
 * @param columns the axis that goes to the right
 * @param problem whose observations have these axes
 */
record AxesMap(Axis rows, Axis columns, Problem problem) {
    /** The rows and columns of a map. */
    static final int MOST_CELLS = 40;

    /** A number at a place on both axes. */
    interface Entries {
        double at(int row, int column);
    }

    /**
     * {@return the map}
     *
     * @param title what it shows
     * @param entries the numbers
     * @param signed whether colours reach as far below 0 as above it; else they begin at 0, or at the least number if that is less
     */
    HeatMap of(String title, Entries entries, boolean signed) {
        double[][] means = means(entries);
        double least = 0;
        double greatest = Double.MIN_NORMAL;
        for (double[] row : means) {
            for (double mean : row) {
                least = Math.min(least, mean);
                greatest = Math.max(greatest, mean);
            }
        }
        double end = roundedUp(signed ? Math.max(-least, greatest) : greatest);
        double start = signed ? -end : least < 0 ? -roundedUp(-least) : 0;
        return new HeatMap(title, names(rows), names(columns), means, start, end).along(label(rows), label(columns));
    }

    /** {@return how to read it: what the axes are, and whether neighbours are averaged} */
    String caption() {
        String axes = rows.equals(columns)
                ? plural(rows) + " down and to the right, counted from 0"
                : plural(rows) + " down, " + plural(columns) + " to the right, both counted from 0";
        return axes
                + (Math.max(rows.size(), columns.size()) > MOST_CELLS
                        ? ", neighbours averaged where there are more than " + MOST_CELLS
                        : "");
    }

    private double[][] means(Entries entries) {
        int height = Math.min(rows.size(), MOST_CELLS);
        int width = Math.min(columns.size(), MOST_CELLS);
        double[][] means = new double[height][width];
        int[][] counts = new int[height][width];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                int row = (int) ((long) i * height / rows.size());
                int column = (int) ((long) j * width / columns.size());
                // Means that are updated, because sums may overflow.
                means[row][column] += (entries.at(i, j) - means[row][column]) / ++counts[row][column];
            }
        }
        return means;
    }

    private static double roundedUp(double end) {
        return end == 0
                ? 0
                : BigDecimal.valueOf(end)
                        .round(new MathContext(2, RoundingMode.CEILING))
                        .doubleValue();
    }

    private List<String> names(Axis axis) {
        int pieces = Math.min(axis.size(), MOST_CELLS);
        return IntStream.range(0, pieces)
                .mapToObj(piece ->
                        String.valueOf(number(axis, (int) (((long) piece * axis.size() + pieces - 1) / pieces))))
                .toList();
    }

    /** {@return the number, from 0, that a place on an axis has in the whole model} */
    int number(Axis axis, int place) {
        Restriction part = problem.restriction();
        return switch (axis.name()) {
            case Axis.TIME -> part.stepsOf(problem.inputs().steps()).get(place);
            case Axis.UNIT ->
                part.unitsOf(problem.model().observedSize(problem.observable())).get(place);
            default -> place;
        };
    }

    static String label(Axis axis) {
        return label(axis.name());
    }

    static String plural(Axis axis) {
        return plural(axis.name());
    }

    /** Time has steps. */
    private static String label(String axis) {
        return axis.equals(Axis.TIME) ? "step" : axis;
    }

    /** {@return what the places of an axis of that name are called} */
    static String plural(String axis) {
        return label(axis) + "s";
    }
}
