package io.ntk.cli.chart;

import io.ntk.api.Printable;
import java.util.List;

/** A table of numbers as colours, with the numbers on them where there is room, beside a bar that says which colour is which number. */
public final class HeatMap extends Chart {
    private final List<String> rows;
    private final List<String> columns;
    private final double[][] values;
    private final double least;
    private final double greatest;
    private int decimals = 2;
    private String down = "";
    private String right = "";

    /**
     * Makes a map. If there are values of both signs, those below 0 are of another colour than those above it.
     *
     * @param title what it shows
     * @param rows the names of the rows, from the top
     * @param columns the names of the columns
     * @param values finite numbers, {@code [rows][columns]}; NaN leaves a place empty
     * @param least the value of the palest colour, or of the deepest of the negative ones
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
        decimals = 0;
        return this;
    }

    /**
     * {@return this map of places that are numbered along axes: some of the numbers stand for all}
     *
     * @param down what the rows are
     * @param right what the columns are
     */
    public HeatMap along(String down, String right) {
        this.down = down;
        this.right = right;
        return this;
    }

    /** Its cells would only be larger. */
    @Override
    boolean widens() {
        return false;
    }

    @Override
    Drawing draw(Palette palette, int width) {
        return new HeatMapDrawing(
                new HeatMapDrawing.Content(title(), rows, columns, decimals, down, right),
                values,
                new ColorScale(least, greatest, palette.heat()),
                palette);
    }
}
