package io.ntk.cli.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * A heat map, painted by hand: the bar of XChart's is a gradient, which VectorGraphics2D also gives to the numbers beside it. From left
 * to right stand the names of the rows, the cells, and the bar; below the cells the names of the columns, upright where they are
 * wider than a cell.
 */
final class HeatMapDrawing implements Drawing, IChart {
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, Chart.FONT_SIZE);
    private static final Font TITLE = FONT.deriveFont(Font.BOLD, Chart.FONT_SIZE + 1f);
    private static final Font FIGURES = FONT.deriveFont(Chart.FONT_SIZE - 1f);
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    /** Numbers stand on the cells of maps with as many columns at most. */
    private static final int FEW = 12;
    /** The least width of a cell with a number, of one whose column has a name, and of one of a numbered place. */
    private static final int FIGURED = 44;

    private static final int NAMED = 18;
    private static final int NUMBERED = 7;
    private static final int TALLEST = 66;
    private static final int LINE = 18;
    private static final int MARGIN = 10;
    private static final int TOP = 34;
    private static final int BAR = 14;
    private static final int TICK = 4;
    private static final int MOST_BAR = 300;
    private static final double OVERLAP = 2;

    /**
     * What stands around the numbers.
     *
     * @param decimals of the numbers on the cells
     * @param down what numbered rows are; empty if rows have names, all of which are shown
     * @param right what columns are, likewise
     */
    record Content(String title, List<String> rows, List<String> columns, int decimals, String down, String right) {
        boolean isNumbered() {
            return !down.isEmpty();
        }
    }

    private final Content content;
    private final double[][] values;
    private final ColorScale scale;
    private final Palette palette;
    private final boolean figures;
    private final boolean upright;
    private final double left;
    private final double cellWidth;
    private final double cellHeight;
    private final int width;
    private final int height;

    HeatMapDrawing(Content content, double[][] values, ColorScale scale, Palette palette) {
        this.content = content;
        this.values = values;
        this.scale = scale;
        this.palette = palette;
        int columns = content.columns().size();
        figures = columns <= FEW;
        double barWidth = BAR
                + TICK
                + 2.5 * MARGIN
                + widest(scale.ticks().stream().map(AxisLabels::text).toList());
        left = MARGIN + (content.isNumbered() ? LINE : 0) + widest(content.rows()) + TICK;
        double least = columns * (figures ? FIGURED : content.isNumbered() ? NUMBERED : NAMED);
        width = (int) Math.ceil(Math.max(Chart.WIDTH, left + least + barWidth));
        cellWidth = (width - left - barWidth) / columns;
        cellHeight = Math.min(cellWidth, TALLEST);
        upright = !content.isNumbered() && widest(content.columns()) > cellWidth - TICK;
        double below = TICK + (upright ? widest(content.columns()) : LINE) + (content.isNumbered() ? LINE : 0);
        height = (int) Math.ceil(TOP + content.rows().size() * cellHeight + below + MARGIN);
    }

    private static double widest(List<String> texts) {
        return texts.stream().mapToDouble(text -> width(text, FONT)).max().orElse(0);
    }

    private static double width(String text, Font font) {
        return font.getStringBounds(text, CONTEXT).getWidth();
    }

    @Override
    public IChart chart() {
        return this;
    }

    @Override
    public int getWidth() {
        return width;
    }

    @Override
    public int getHeight() {
        return height;
    }

    @Override
    public String getTitle() {
        return content.title();
    }

    @Override
    public void paint(Graphics2D graphics, int width, int height) {
        graphics.setColor(palette.paper());
        graphics.fill(new Rectangle2D.Double(0, 0, width, height));
        graphics.setColor(palette.ink());
        write(graphics, content.title(), TITLE, (width - width(content.title(), TITLE)) / 2, TOP - 14);
        paintRows(graphics);
        paintColumns(graphics);
        for (int i = 0; i < content.rows().size(); i++) {
            for (int j = 0; j < content.columns().size(); j++) {
                paintCell(graphics, i, j);
            }
        }
        paintBar(graphics);
    }

    private double bottom() {
        return TOP + content.rows().size() * cellHeight;
    }

    private double right() {
        return left + content.columns().size() * cellWidth;
    }

    private Rectangle2D cell(int row, int column) {
        return new Rectangle2D.Double(left + column * cellWidth, TOP + row * cellHeight, cellWidth, cellHeight);
    }

    private void paintCell(Graphics2D graphics, int row, int column) {
        double value = values[row][column];
        if (Double.isNaN(value)) {
            return;
        }
        Rectangle2D cell = cell(row, column);
        // The neighbours are painted over what is more than the cell, so that no paper shows between them at any size.
        fill(
                graphics,
                scale.of(value),
                cell.getX(),
                cell.getY(),
                cellWidth + (isFilled(row, column + 1) ? OVERLAP : 0),
                cellHeight + (isFilled(row + 1, column) ? OVERLAP : 0));
        if (figures) {
            String figure = String.format(Locale.ROOT, "%." + content.decimals() + "f", value);
            graphics.setColor(palette.ink());
            write(
                    graphics,
                    figure,
                    FIGURES,
                    cell.getCenterX() - width(figure, FIGURES) / 2,
                    cell.getCenterY() + FIGURES.getSize() * 0.36);
        }
    }

    private boolean isFilled(int row, int column) {
        return row < values.length && column < values[row].length && !Double.isNaN(values[row][column]);
    }

    private static void fill(Graphics2D graphics, Color color, double x, double y, double width, double height) {
        graphics.setColor(color);
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    private void paintRows(Graphics2D graphics) {
        List<String> names = content.rows();
        int every = every(LINE, cellHeight);
        for (int i = 0; i < names.size(); i += every) {
            double x = left - TICK - width(names.get(i), FONT);
            write(graphics, names.get(i), FONT, x, TOP + (i + 0.5) * cellHeight + FONT.getSize() * 0.36);
        }
        if (content.isNumbered()) {
            double middle = (TOP + bottom() + width(content.down(), FONT)) / 2;
            writeUpright(graphics, content.down(), MARGIN + FONT.getSize(), middle);
        }
    }

    private void paintColumns(Graphics2D graphics) {
        List<String> names = content.columns();
        int every = upright ? 1 : every(widest(names) + MARGIN, cellWidth);
        for (int j = 0; j < names.size(); j += every) {
            double middle = left + (j + 0.5) * cellWidth;
            double wide = width(names.get(j), FONT);
            if (upright) {
                writeUpright(graphics, names.get(j), middle + FONT.getSize() * 0.36, bottom() + TICK + wide);
            } else {
                write(graphics, names.get(j), FONT, middle - wide / 2, bottom() + TICK + FONT.getSize());
            }
        }
        if (content.isNumbered()) {
            double middle = (left + right() - width(content.right(), FONT)) / 2;
            write(graphics, content.right(), FONT, middle, bottom() + TICK + LINE + FONT.getSize());
        }
    }

    /** Every name stands where names are not numbers; of numbers only as many as have room. */
    private int every(double needed, double room) {
        return content.isNumbered() ? (int) Math.max(1, Math.ceil(needed / room)) : 1;
    }

    private void paintBar(Graphics2D graphics) {
        double tall = Math.min(MOST_BAR, bottom() - TOP);
        double x = right() + 1.5 * MARGIN;
        int steps = scale.levels().size();
        double range = scale.greatest() - scale.least();
        for (int i = steps - 1; i >= 0; i--) {
            double value = scale.least() + (i + 0.5) / steps * range;
            double y = TOP + tall * (steps - 1 - i) / steps;
            fill(graphics, scale.of(value), x, y, BAR, Math.min(tall / steps + OVERLAP, TOP + tall - y));
        }
        for (double tick : scale.ticks()) {
            double share = range > 0 ? (tick - scale.least()) / range : 0.5;
            double y = TOP + tall * (1 - share);
            graphics.setColor(palette.ink());
            graphics.draw(new Line2D.Double(x + BAR, y, x + BAR + TICK, y));
            write(graphics, AxisLabels.text(tick), FONT, x + BAR + 2 * TICK, y + FONT.getSize() * 0.36);
        }
    }

    private static void write(Graphics2D graphics, String text, Font font, double x, double y) {
        graphics.fill(outline(text, font, AffineTransform.getTranslateInstance(x, y)));
    }

    /** From the bottom to the top. */
    private static void writeUpright(Graphics2D graphics, String text, double x, double y) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(-Math.PI / 2);
        graphics.fill(outline(text, FONT, place));
    }

    private static Shape outline(String text, Font font, AffineTransform place) {
        return place.createTransformedShape(
                font.createGlyphVector(CONTEXT, text).getOutline());
    }

    @Override
    public List<Tip> tips() {
        List<Tip> tips = new ArrayList<>();
        for (int i = 0; i < content.rows().size(); i++) {
            for (int j = 0; j < content.columns().size(); j++) {
                double value = values[i][j];
                tips.add(new Tip(
                        cell(i, j), place(i, j) + ": " + (Double.isNaN(value) ? "none" : AxisLabels.shortly(value))));
            }
        }
        return tips;
    }

    private String place(int row, int column) {
        return (content.down() + " " + content.rows().get(row)).strip() + ", "
                + (content.right() + " " + content.columns().get(column)).strip();
    }
}
