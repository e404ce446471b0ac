package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.chart.LineChart;
import java.util.Arrays;
import java.util.List;

/** The curves of a table of followed kernels: what a page shows of a run of which other processes wrote some rows. */
final class TrackedCurves {
    private final List<String> header;
    private final List<String[]> rows;

    /** Of a table's lines, the first of which names the columns. */
    TrackedCurves(List<String> lines) {
        this.header = List.of(lines.get(0).split(",", -1));
        this.rows = lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    /** {@return the alignments with the first kernel and with the one before} */
    LineChart chart() {
        LineChart chart = TrackReport.emptyChart();
        TrackReport.ALIGNMENTS.forEach((column, name) -> chart.band(
                name,
                column("step", "step"),
                column(column, column),
                column(column + "_lower", column),
                column(column + "_upper", column)));
        return chart;
    }

    /** {@return a column, in which another one stands in where a field is empty} */
    private double[] column(String name, String other) {
        return rows.stream()
                .mapToDouble(row -> field(row, field(row, name).isEmpty() ? other : name, name))
                .toArray();
    }

    private String field(String[] row, String name) {
        int index = header.indexOf(name);
        return index >= 0 && index < row.length ? row[index] : "";
    }

    private double field(String[] row, String from, String name) {
        try {
            return Double.parseDouble(field(row, from));
        } catch (NumberFormatException e) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "The table of followed kernels has no number for '" + name + "' in the row '" + Arrays.toString(row)
                            + "'.",
                    "Restore track.csv from a copy, or start a new run in another folder.",
                    e);
        }
    }
}
