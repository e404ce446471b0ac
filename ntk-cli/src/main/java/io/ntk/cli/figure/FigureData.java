package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a study found: pictures and the table behind them.
 *
 * @param panels the pictures, possibly none
 * @param table the table
 */
public record FigureData(List<Panel> panels, Table table) {
    /** Copies the list. */
    public FigureData {
        panels = List.copyOf(panels);
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
