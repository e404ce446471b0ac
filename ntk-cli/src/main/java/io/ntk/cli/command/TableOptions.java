package io.ntk.cli.command;

import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.ResultFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that write and draw the result of many models. */
final class TableOptions {
    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Also write a line for every pair or checkpoint, with its intervals.")
    private @Nullable Path csv;

    @Option(names = "--plot", paramLabel = "FILE", description = "Also draw the alignments: a .svg or .png file.")
    private @Nullable Path plot;

    @Option(names = "--dark", description = "Draw them for a dark page.")
    private boolean dark;

    @Nullable
    Path csv() {
        return csv;
    }

    /** Refuses a picture that could not be drawn, before any work. */
    void check() {
        if (plot != null) {
            Chart.requireWritable(plot);
        }
    }

    void write(Report report) {
        if (csv != null) {
            ResultFile.writeTable(csv, report.table());
        }
        if (plot != null) {
            report.picture().write(plot, dark ? Theme.DARK : Theme.LIGHT);
        }
    }
}
