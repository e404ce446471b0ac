package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a study found: pictures, the table behind them, and what a large table comes to.
 *
 * @param panels the pictures, possibly none
 * @param table the table
 * @param sections what the table comes to; empty where it is short enough to be read itself
 */
public record FigureData(List<Panel> panels, Table table, List<FigureSection> sections) {
    /** Copies the lists. */
    public FigureData {
        panels = List.copyOf(panels);
        sections = List.copyOf(sections);
    }

    /** A table that can be read itself. */
    FigureData(List<Panel> panels, Table table) {
        this(panels, table, List.of());
    }

    /** Adds a row to the table of a study; numbers are written with four digits. */
    static void add(Table table, Object... cells) {
        table.row(Arrays.stream(cells).map(FigureData::text).toList());
    }

    private static String text(Object cell) {
        if (cell instanceof Double number) {
            return number.isNaN() ? "" : String.format(Locale.ROOT, "%.4g", number);
        }
        return String.valueOf(cell);
    }
}
