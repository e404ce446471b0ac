package io.ntk.cli.report;

import io.ntk.api.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text, each on one line, in columns as wide as their widest cell. Columns of numbers are aligned on the right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param header the titles of the columns
     */
    public Table(String... header) {
        this(List.of(header));
    }

    /**
     * Starts a table.
     *
     * @param header the titles of the columns
     */
    public Table(List<String> header) {
        row(header);
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     * @return this table
     */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     * @return this table
     */
    public Table row(List<String> cells) {
        rows.add(cells.stream().map(Printable::of).toList());
        return this;
    }

    @Override
    public String toString() {
        int columns = header().size();
        int[] widths = IntStream.range(0, columns).map(this::width).toArray();
        List<Boolean> numeric =
                IntStream.range(0, columns).mapToObj(this::isNumeric).toList();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.codePointCount(0, cell.length()));
                line.append(column == 0 ? "" : GAP).append(numeric.get(column) ? padding + cell : cell + padding);
            }
            text.append(line.toString().stripTrailing()).append("\n");
        }
        return text.toString();
    }

    /** {@return the table in Markdown, columns of numbers aligned on the right} */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append(markdown(rows.get(row)));
            if (row == 0) {
                text.append(markdown(IntStream.range(0, header().size())
                        .mapToObj(column -> isNumeric(column) ? "---:" : "---")
                        .toList()));
            }
        }
        return text.toString();
    }

    private static String markdown(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private int width(int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .mapToInt(cell -> cell.codePointCount(0, cell.length()))
                .max()
                .orElse(0);
    }

    /** {@return the titles of the columns} */
    public List<String> header() {
        return rows.get(0);
    }

    /** {@return the rows below them} */
    public List<List<String>> rows() {
        return List.copyOf(rows.subList(1, rows.size()));
    }

    /** {@return whether a column holds numbers alone} */
    boolean isNumeric(int column) {
        List<String> filled = rows.stream()
                .skip(1)
                .map(row -> row.get(column))
                .filter(cell -> !cell.isEmpty())
                .toList();
        return !filled.isEmpty() && filled.stream().allMatch(cell -> cell.matches("[-+]?[0-9][0-9.,eE+%-]*|-"));
    }
}
