package io.ntk.cli.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a study found: pictures and the table behind them.
 *
 * @param panels the pictures, possibly none
 * @param columns the titles of the columns
 * @param rows the table
 */
public record FigureData(List<Panel> panels, List<String> columns, List<List<String>> rows) {
    /** Copies the lists. */
    public FigureData {
        panels = List.copyOf(panels);
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** A table while it is made. */
    static final class Rows {
        private final List<String> columns;
        private final List<List<String>> rows = new ArrayList<>();

        Rows(String... columns) {
            this.columns = List.of(columns);
        }

        /** Adds a row; numbers are written with four digits. */
        void add(Object... cells) {
            List<String> row = new ArrayList<>();
            for (Object cell : cells) {
                row.add(cell instanceof Double number ? text(number) : String.valueOf(cell));
            }
            rows.add(row);
        }

        private static String text(double number) {
            return Double.isNaN(number) ? "" : String.format(Locale.ROOT, "%.4g", number);
        }

        FigureData with(List<Panel> panels) {
            return new FigureData(panels, columns, rows);
        }
    }
}
