package io.ntk.cli.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines and points over a number, with intervals as bands or as bars, on linear or logarithmic axes.
 *
 * <p>Points that are not finite, or not positive on a logarithmic axis, are left out; an interval that reaches below what a
 * logarithmic axis can show ends where the axis begins. What spans less than a decade is drawn on a linear axis.
 */
public final class LineChart extends Chart {
    private static final int BAND_OPACITY = 56;
    private static final int LEGEND_ROW = 20;
    /** The points of a series that say their numbers, about as many as a pointer can tell apart. */
    private static final int MOST_TIPS = 250;
    /** How near a pointer must come. */
    private static final int REACH = 5;
    /** No name of a series is blank. */
    private static final String UNSEEN = " ";

    private final String xTitle;
    private final String yTitle;
    private final List<Series> series = new ArrayList<>();
    private boolean logarithmicX;
    private boolean logarithmicY;
    private double yMin = Double.NaN;
    private double yMax = Double.NaN;

    /**
     * Starts a chart.
     *
     * @param title what it shows
     * @param xTitle what goes to the right, with its unit
     * @param yTitle what goes up, with its unit
     */
    public LineChart(String title, String xTitle, String yTitle) {
        super(title);
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /** {@return this chart, its horizontal axis made logarithmic} */
    public LineChart logarithmicX() {
        logarithmicX = true;
        return this;
    }

    /** {@return this chart, its vertical axis made logarithmic} */
    public LineChart logarithmicY() {
        logarithmicY = true;
        return this;
    }

    /**
     * {@return this chart, its vertical axis made to reach from one value to another}
     *
     * @param from the lowest
     * @param to the highest
     */
    public LineChart range(double from, double to) {
        yMin = from;
        yMax = to;
        return this;
    }

    /**
     * {@return this chart with a line}
     *
     * @param name its name in the legend
     * @param x where the values are, in ascending order
     * @param y the values
     */
    public LineChart line(String name, double[] x, double[] y) {
        return add(new Series(name, Kind.LINE, x, y, y, y));
    }

    /**
     * {@return this chart with a line in a band}
     *
     * @param name its name in the legend
     * @param x where the values are, in ascending order
     * @param y the values
     * @param lower the lower ends of their intervals
     * @param upper the upper ends
     */
    public LineChart band(String name, double[] x, double[] y, double[] lower, double[] upper) {
        return add(new Series(name, Kind.BAND, x, y, lower, upper));
    }

    /**
     * {@return this chart with points on bars that show their intervals}
     *
     * @param name their name in the legend
     * @param x where the values are
     * @param y the values
     * @param lower the lower ends of their intervals
     * @param upper the upper ends
     */
    public LineChart points(String name, double[] x, double[] y, double[] lower, double[] upper) {
        return add(new Series(name, Kind.POINTS, x, y, lower, upper));
    }

    /**
     * {@return this chart with a dashed line from left to right}
     *
     * @param name its name in the legend
     * @param y at which value
     */
    public LineChart level(String name, double y) {
        double[] values = {y};
        return add(new Series(name, Kind.LEVEL, new double[0], values, values, values));
    }

    /**
     * {@return this chart with a shaded zone from left to right}
     *
     * @param name its name in the legend
     * @param from its lower edge
     * @param to its upper edge
     */
    public LineChart zone(String name, double from, double to) {
        double[] middle = {(from + to) / 2};
        return add(new Series(name, Kind.ZONE, new double[0], middle, new double[] {from}, new double[] {to}));
    }

    List<Series> series() {
        return List.copyOf(series);
    }

    private LineChart add(Series added) {
        if (series.stream().anyMatch(other -> other.name.equals(added.name))) {
            throw new IllegalArgumentException("There are two series of the name '" + added.name + "'");
        }
        series.add(added);
        return this;
    }

    @Override
    Drawing draw(Palette palette, int width) {
        List<Series> shown = series.stream().map(this::visible).toList();
        XYChart chart = chart(palette, width, shown);
        return Drawing.of(
                chart, () -> shown.stream().flatMap(one -> tips(chart, one)).toList(), List.of());
    }

    /** What its points say; of many points, that of some. */
    private Stream<Tip> tips(XYChart chart, Series one) {
        int every = 1 + (one.x.length - 1) / MOST_TIPS;
        return IntStream.range(0, one.x.length)
                .filter(i -> i % every == 0)
                .mapToObj(i -> Tip.at(
                        chart.getScreenXFromChart(one.x[i]), chart.getScreenYFromChart(one.y[i]), REACH, tip(one, i)));
    }

    private String tip(Series one, int i) {
        String interval = one.lower[i] < one.upper[i]
                ? " (" + AxisLabels.shortly(one.lower[i]) + " to " + AxisLabels.shortly(one.upper[i]) + ")"
                : "";
        return one.name + ": " + AxisLabels.shortly(one.y[i]) + interval + " at " + xTitle + " "
                + AxisLabels.text(one.x[i]);
    }

    private XYChart chart(Palette palette, int width, List<Series> shown) {
        int legendRows = series.size() > 1 ? series.size() : 0;
        XYChart chart = new XYChart(width, HEIGHT + LEGEND_ROW * legendRows);
        chart.setTitle(title());
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        XYStyler styler = chart.getStyler();
        style(styler, palette);
        AxisLabels x = logarithmicX
                ? logarithmic(shown, s -> s.x)
                : AxisLabels.linear(shown.stream().flatMapToDouble(s -> Arrays.stream(s.x)));
        AxisLabels y = logarithmicY ? logarithmic(shown, s -> s.y) : AxisLabels.LINEAR;
        AxisLabels.format(styler, x, y);
        styler.setXAxisTickMarkSpacingHint(70).setYAxisTickMarkSpacingHint(36);
        // One name a row: XChart leaves no room between names that stand side by side.
        styler.setLegendVisible(legendRows > 0).setLegendLayout(Styler.LegendLayout.Vertical);
        if (Double.isFinite(yMin)) {
            styler.setYAxisMin(yMin).setYAxisMax(yMax);
        }
        double floor = shown.stream()
                        .flatMapToDouble(s -> Arrays.stream(s.y))
                        .filter(v -> v > 0)
                        .min()
                        .orElse(1)
                / 10;
        int colored = 0;
        for (int i = 0; i < shown.size(); i++) {
            Color color = shown.get(i).kind == Kind.ZONE ? palette.grid() : palette.series(colored++);
            addTo(chart, shown, i, color, y.areLogarithmic() ? floor : Double.NEGATIVE_INFINITY);
        }
        if (!x.areLogarithmic()) {
            freeTicks(chart, shown);
        }
        return chart;
    }

    private static AxisLabels logarithmic(List<Series> shown, Function<Series, double[]> values) {
        DoubleSummaryStatistics range = shown.stream()
                .flatMapToDouble(s -> Arrays.stream(values.apply(s)))
                .summaryStatistics();
        return range.getCount() == 0 ? AxisLabels.DECADES : AxisLabels.logarithmic(range.getMin(), range.getMax());
    }

    /**
     * Adds a point that is not seen. Where all places are equally far apart, XChart labels every n-th of them, at 1, 28, 55
     * and so on, closer than they have room; where not, it labels round numbers.
     */
    private static void freeTicks(XYChart chart, List<Series> shown) {
        double[] ends = ends(shown);
        shown.stream().filter(s -> s.x.length > 0).findFirst().ifPresent(s -> {
            double[] between = {ends[0] + (ends[1] - ends[0]) / Math.PI};
            XYSeries unseen = chart.addSeries(UNSEEN, between, new double[] {s.y[0]});
            unseen.setMarker(SeriesMarkers.NONE).setShowInLegend(false);
        });
    }

    private void addTo(XYChart chart, List<Series> shown, int index, Color color, double floor) {
        Series one = shown.get(index);
        double[] lower = Arrays.stream(one.lower).map(v -> Math.max(v, floor)).toArray();
        double[] upper = Arrays.stream(one.upper).map(v -> Math.max(v, floor)).toArray();
        switch (one.kind) {
            case BAND -> {
                addBand(chart, one, lower, upper, color);
                addLine(chart, one.name, one.x, one.y, color);
            }
            case LINE -> addLine(chart, one.name, one.x, one.y, color);
            case POINTS -> addPoints(chart, one, lower, upper, color);
            case ZONE -> {
                double[] ends = ends(shown);
                addArea(
                        chart,
                        one.name,
                        new double[] {ends[0], ends[1], ends[1], ends[0]},
                        new double[] {lower[0], lower[0], upper[0], upper[0]},
                        color);
            }
            case LEVEL -> {
                double[] ends = ends(shown);
                addLine(chart, one.name, ends, new double[] {one.y[0], one.y[0]}, color)
                        .setMarker(SeriesMarkers.NONE)
                        .setLineStyle(new BasicStroke(
                                1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {6f, 5f}, 0f));
            }
        }
    }

    private static double[] ends(List<Series> shown) {
        double[] all = shown.stream().flatMapToDouble(s -> Arrays.stream(s.x)).toArray();
        return new double[] {
            Arrays.stream(all).min().orElse(0), Arrays.stream(all).max().orElse(1)
        };
    }

    private static XYSeries addLine(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries line = chart.addSeries(name, x, y);
        line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        line.setLineColor(color).setLineStyle(new BasicStroke(2f));
        line.setMarkerColor(color);
        // Points that are too close to be told apart only make the line thick.
        line.setMarker(x.length > 30 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        return line;
    }

    private static void addBand(XYChart chart, Series one, double[] lower, double[] upper, Color color) {
        int n = one.x.length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = one.x[i];
            y[i] = upper[i];
            x[2 * n - 1 - i] = one.x[i];
            y[2 * n - 1 - i] = lower[i];
        }
        Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_OPACITY);
        addArea(chart, one.name + " (interval)", x, y, pale).setShowInLegend(false);
    }

    private static XYSeries addArea(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries area = chart.addSeries(name, x, y);
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        area.setFillColor(color);
        area.setLineColor(new Color(0, 0, 0, 0)).setLineStyle(new BasicStroke(0f));
        area.setMarker(SeriesMarkers.NONE);
        return area;
    }

    private static void addPoints(XYChart chart, Series one, double[] lower, double[] upper, Color color) {
        // One line for all bars, with a gap after each.
        int n = one.x.length;
        double[] x = new double[3 * n];
        double[] y = new double[3 * n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(x, 3 * i, 3 * i + 3, one.x[i]);
            y[3 * i] = lower[i];
            y[3 * i + 1] = upper[i];
            y[3 * i + 2] = Double.NaN;
        }
        XYSeries bars = chart.addSeries(one.name + " (interval)", x, y);
        bars.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        bars.setLineColor(color).setLineStyle(new BasicStroke(1.5f));
        bars.setMarker(SeriesMarkers.NONE);
        bars.setShowInLegend(false);
        XYSeries points = chart.addSeries(one.name, one.x, one.y);
        points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        points.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }

    private Series visible(Series all) {
        if (all.kind == Kind.LEVEL || all.kind == Kind.ZONE) {
            return all;
        }
        int[] kept = IntStream.range(0, all.x.length)
                .filter(i -> shows(all.x[i], logarithmicX) && shows(all.y[i], logarithmicY))
                .filter(i -> Double.isFinite(all.lower[i]) && Double.isFinite(all.upper[i]))
                .toArray();
        return new Series(
                all.name, all.kind, at(all.x, kept), at(all.y, kept), at(all.lower, kept), at(all.upper, kept));
    }

    private static boolean shows(double value, boolean logarithmic) {
        return Double.isFinite(value) && (!logarithmic || value > 0);
    }

    private static double[] at(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    enum Kind {
        LINE,
        BAND,
        POINTS,
        LEVEL,
        ZONE
    }

    /** Values under one name. */
    static final class Series {
        final String name;
        final Kind kind;
        final double[] x;
        final double[] y;
        private final double[] lower;
        private final double[] upper;

        Series(String name, Kind kind, double[] x, double[] y, double[] lower, double[] upper) {
            if ((kind != Kind.LEVEL && kind != Kind.ZONE && x.length != y.length)
                    || y.length != lower.length
                    || y.length != upper.length) {
                throw new IllegalArgumentException("Series '" + name + "' has " + x.length + " places, " + y.length
                        + " values, " + lower.length + " lower and " + upper.length + " upper ends");
            }
            this.name = name;
            this.kind = kind;
            this.x = x.clone();
            this.y = y.clone();
            this.lower = lower.clone();
            this.upper = upper.clone();
        }
    }
}
