package io.ntk.cli.chart;

import io.ntk.api.Printable;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.HeatMapStyler;

/** A table of numbers as colours, with the numbers on them where there is room. */
public final class HeatMap extends Chart {
    private static final int CELL = 44;
    private static final int NARROW_CELL = 20;
    private static final int MARGIN = 40;
    private static final int TITLES = 80;
    private static final int FEW = 12;
    private static final int CHARACTER = 8;

    private final List<String> rows;
    private final List<String> columns;
    private final double[][] values;
    private final double least;
    private final double greatest;
    private String pattern = "0.00";

    /**
     * Makes a map.
     *
     * @param title what it shows
     * @param rows the names of the rows, from the top
     * @param columns the names of the columns
     * @param values finite numbers, {@code [rows][columns]}; NaN leaves a place empty
     * @param least the value of the palest colour
     * @param greatest the value of the deepest colour
     */
    public HeatMap(
            String title, List<String> rows, List<String> columns, double[][] values, double least, double greatest) {
        super(title);
        this.rows = rows.stream().map(Printable::of).toList();
        this.columns = columns.stream().map(Printable::of).toList();
        this.values = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            this.values[i] = values[i].clone();
        }
        this.least = least;
        this.greatest = greatest;
    }

    /** {@return this map, the numbers on it rounded to whole ones} */
    public HeatMap wholeNumbers() {
        pattern = "0";
        return this;
    }

    @Override
    IChart draw(Palette palette) {
        boolean figures = columns.size() <= FEW;
        int rowLabels = CHARACTER * longest(rows);
        int columnLabels = CHARACTER * longest(columns);
        int width = Math.max(WIDTH, rowLabels + MARGIN + columns.size() * (figures ? CELL : NARROW_CELL));
        double cell = (double) (width - rowLabels - MARGIN) / columns.size();
        int height = (int) (columnLabels + TITLES + rows.size() * Math.min(cell, 1.5 * CELL));
        // Its constructors leave the styles without their defaults.
        HeatMapChart chart =
                new HeatMapChartBuilder().width(width).height(height).build();
        chart.setTitle(title());
        HeatMapStyler styler = chart.getStyler();
        style(styler, palette);
        styler.setYAxisTitleVisible(false);
        chart.setXAxisTitle("palest " + AxisLabels.text(least) + ", deepest " + AxisLabels.text(greatest));
        styler.setPlotGridLinesVisible(false);
        styler.setPlotContentSize(1);
        styler.setXAxisLabelRotation(90);
        // Every name, however close.
        styler.setXAxisTickMarkSpacingHint(1).setYAxisTickMarkSpacingHint(1);
        // Its scale is drawn with a gradient that VectorGraphics2D then also uses for its numbers.
        styler.setLegendVisible(false);
        styler.setRangeColors(Palette.HEAT.toArray(new Color[0]));
        styler.setMin(least).setMax(greatest);
        styler.setShowValue(figures);
        styler.setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE - 1));
        styler.setValueFontColor(Palette.HEAT_INK);
        styler.setHeatMapValueDecimalPattern(pattern);
        List<Number[]> cells = new ArrayList<>();
        // XChart counts rows from the bottom.
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                if (!Double.isNaN(values[i][j])) {
                    cells.add(new Number[] {j, rows.size() - 1 - i, values[i][j]});
                }
            }
        }
        List<String> upward = new ArrayList<>(rows);
        Collections.reverse(upward);
        chart.addSeries(title(), columns, upward, cells);
        return chart;
    }

    private static int longest(List<String> names) {
        return names.stream().mapToInt(String::length).max().orElse(0);
    }
}
