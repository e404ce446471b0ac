package io.ntk.cli.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.CategoryStyler;

/** A bar for each of some named numbers, with what each may be off by. */
public final class BarChart extends Chart {
    /** Names longer than this, or this many of them, stand upright. */
    private static final int LONG_NAME = 6;

    private static final int MANY = 8;

    private final String yTitle;
    private final List<String> names = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();

    /**
     * Starts a chart.
     *
     * @param title what it shows
     * @param yTitle what the bars measure, with its unit
     */
    public BarChart(String title, String yTitle) {
        super(title);
        this.yTitle = yTitle;
    }

    /**
     * {@return this chart with another bar}
     *
     * @param name what it is called; no two bars may share a name
     * @param value how high it is, finite
     * @param error half the length of the interval around the value, 0 for none
     */
    public BarChart bar(String name, double value, double error) {
        if (names.contains(name) || !Double.isFinite(value) || !(error >= 0)) {
            throw new IllegalArgumentException("A bar '" + name + "' of height " + value + " and error " + error);
        }
        names.add(name);
        values.add(value);
        errors.add(error);
        return this;
    }

    @Override
    Drawing draw(Palette palette, int width) {
        return Drawing.of(
                chart(palette, width),
                List::of,
                IntStream.range(0, names.size()).mapToObj(this::tip).toList());
    }

    private String tip(int bar) {
        double error = errors.get(bar);
        return names.get(bar) + ": " + AxisLabels.shortly(values.get(bar))
                + (error > 0 ? " ± " + AxisLabels.shortly(error) : "");
    }

    private CategoryChart chart(Palette palette, int width) {
        boolean upright = names.size() > MANY || names.stream().anyMatch(name -> name.length() > LONG_NAME);
        CategoryChart chart = new CategoryChart(width, HEIGHT + (upright ? 60 : 0));
        chart.setTitle(title());
        chart.setYAxisTitle(yTitle);
        CategoryStyler styler = chart.getStyler();
        style(styler, palette);
        styler.setXAxisTitleVisible(false).setLegendVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAvailableSpaceFill(0.7);
        styler.setYAxisTickMarkSpacingHint(36);
        // Bars that are closer than this have no room for a name each.
        styler.setXAxisTickMarkSpacingHint(upright ? 16 : 36);
        styler.setYAxisTickLabelsFormattingFunction(AxisLabels::text);
        if (upright) {
            styler.setXAxisLabelRotation(90).setXAxisLabelAlignmentVertical(AxesChartStyler.TextAlignment.Right);
        }
        boolean stated = errors.stream().anyMatch(error -> error > 0);
        CategorySeries bars =
                stated ? chart.addSeries(yTitle, names, values, errors) : chart.addSeries(yTitle, names, values);
        bars.setFillColor(palette.series(0));
        return chart;
    }
}
