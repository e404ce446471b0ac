package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.HeatMap;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.HtmlPage;
import java.util.stream.IntStream;

/**
 * Pictures of vectors of length 1 on one axis, as lines, or on two, as maps.
 *
 * @param shape of the vectors
 * @param problem whose observations they are of
 */
record ModePictures(IndexShape shape, Problem problem) {
    /** The vectors that are shown. */
    static final int MOST = 3;

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
                    "Eigenvectors of the largest eigenvalues, of length 1; " + AxesMap.plural(axis(0))
                            + " are counted from 0. What has equal signs in a mode changes together.");
        } else if (shape.axes().size() == 2) {
            for (int j = 0; j < modes.length; j++) {
                page.chart(
                        map("Mode " + (j + 1), modes[j]),
                        "The eigenvector of eigenvalue " + (j + 1) + ", of length 1: " + axes().caption()
                                + ". What has equal signs, and so one colour, changes together.");
            }
        } else {
            page.text("Modes on more than two axes are not drawn; --out FILE.npz holds them as 'vectors'.");
        }
    }

    private Axis axis(int position) {
        return shape.axes().get(position);
    }

    private LineChart lines(double[][] modes) {
        Axis axis = axis(0);
        AxesMap axes = new AxesMap(axis, axis, problem);
        LineChart chart = new LineChart(
                "Leading modes over " + AxesMap.plural(axis), AxesMap.label(axis), "element of the eigenvector");
        double[] x = IntStream.range(0, axis.size())
                .mapToDouble(i -> axes.number(axis, i))
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

    /** Time goes to the right. */
    private boolean isTurned() {
        return axis(0).name().equals(Axis.TIME);
    }

    private AxesMap axes() {
        return isTurned() ? new AxesMap(axis(1), axis(0), problem) : new AxesMap(axis(0), axis(1), problem);
    }

    private HeatMap map(String title, double[] mode) {
        int last = axis(1).size();
        boolean isTurned = isTurned();
        return axes().of(title, (row, column) -> mode[isTurned ? column * last + row : row * last + column], true);
    }
}
