package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.HeatMap;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.HtmlPage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of vectors of length 1 on one axis, as lines, or on two, as maps. Steps and units have the numbers that they have in the
 * whole model, of which only a part may be looked at.
 *
 * @param shape of the vectors
 * @param problem whose observations they are of
 */
record ModePictures(IndexShape shape, Problem problem) {
    /** The vectors that are shown. */
    static final int MOST = 3;

    /** The rows and columns of a map; longer axes are averaged over as many pieces. */
    private static final int MOST_CELLS = 40;

    /**
     * Shows the vectors.
     *
     * @param page the page
     * @param modes vectors, the leading one first, at most {@link #MOST}
     */
    void addTo(HtmlPage page, double[][] modes) {
        if (shape.axes().size() == 1) {
            page.chart(
                    lines(modes),
                    "Eigenvectors of the largest eigenvalues, of length 1; "
                            + counted(shape.axes().get(0)) + ". What has equal signs in a mode changes together.");
        } else if (shape.axes().size() == 2) {
            for (int j = 0; j < modes.length; j++) {
                page.chart(map("Mode " + (j + 1), modes[j]), caption(j));
            }
        } else {
            page.text("Modes on more than two axes are not drawn; --out FILE.npz holds them as 'vectors'.");
        }
    }

    private LineChart lines(double[][] modes) {
        Axis axis = shape.axes().get(0);
        LineChart chart =
                new LineChart("Leading modes over " + plural(axis), label(axis), "element of the eigenvector");
        double[] x = IntStream.range(0, axis.size())
                .mapToDouble(i -> number(axis, i))
                .toArray();
        for (int j = 0; j < modes.length; j++) {
            if (axis.size() == 1) {
                chart.points("mode " + (j + 1), x, modes[j], modes[j], modes[j]);
            } else {
                chart.line("mode " + (j + 1), x, modes[j]);
            }
        }
        return chart;
    }

    private HeatMap map(String title, double[] mode) {
        boolean isTall = shape.axes().get(0).name().equals(Axis.TIME);
        Axis rows = shape.axes().get(isTall ? 1 : 0);
        Axis columns = shape.axes().get(isTall ? 0 : 1);
        int height = Math.min(rows.size(), MOST_CELLS);
        int width = Math.min(columns.size(), MOST_CELLS);
        double[][] sums = new double[height][width];
        int[][] counts = new int[height][width];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                int row = (int) ((long) i * height / rows.size());
                int column = (int) ((long) j * width / columns.size());
                sums[row][column] += mode[isTall ? j * rows.size() + i : i * columns.size() + j];
                counts[row][column]++;
            }
        }
        double largest = Double.MIN_NORMAL;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                sums[row][column] /= counts[row][column];
                largest = Math.max(largest, Math.abs(sums[row][column]));
            }
        }
        double end = BigDecimal.valueOf(largest)
                .round(new MathContext(2, RoundingMode.CEILING))
                .doubleValue();
        return new HeatMap(title, names(rows, height), names(columns, width), sums, -end, end);
    }

    private String caption(int number) {
        boolean isTall = shape.axes().get(0).name().equals(Axis.TIME);
        Axis rows = shape.axes().get(isTall ? 1 : 0);
        Axis columns = shape.axes().get(isTall ? 0 : 1);
        boolean isAveraged = Math.max(rows.size(), columns.size()) > MOST_CELLS;
        return "The eigenvector of eigenvalue " + (number + 1) + ", of length 1: " + plural(rows) + " down, "
                + plural(columns) + " to the right, both counted from 0"
                + (isAveraged ? ", neighbours averaged where there are more than " + MOST_CELLS : "")
                + ". Pale is negative, deep positive; what has equal signs changes together.";
    }

    private List<String> names(Axis axis, int pieces) {
        return IntStream.range(0, pieces)
                .mapToObj(piece ->
                        String.valueOf(number(axis, (int) (((long) piece * axis.size() + pieces - 1) / pieces))))
                .toList();
    }

    /** {@return the number, from 0, that a place on an axis has in the whole model} */
    private int number(Axis axis, int place) {
        Restriction part = problem.restriction();
        return switch (axis.name()) {
            case Axis.TIME -> part.stepsOf(problem.inputs().steps()).get(place);
            case Axis.UNIT ->
                part.unitsOf(problem.model().observedSize(problem.observable())).get(place);
            default -> place;
        };
    }

    private static String counted(Axis axis) {
        return plural(axis) + " are counted from 0";
    }

    private static String label(Axis axis) {
        return axis.name().equals(Axis.TIME) ? "step" : axis.name();
    }

    private static String plural(Axis axis) {
        return label(axis) + "s";
    }
}
