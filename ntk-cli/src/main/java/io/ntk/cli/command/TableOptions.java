package io.ntk.cli.command;

import io.ntk.cli.chart.Chart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.file.Maker;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.ResultFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that write and draw the result of many models. */
@Grouped(OptionGroup.OUTPUT)
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

    /** Refuses files that could not be written, before any work. */
    void check(Maker maker) {
        if (csv != null) {
            ResultFile.requireTable(csv, maker);
        }
        if (plot != null) {
            Chart.requireWritable(plot, maker);
        }
    }

    /** {@return what writes each file that the options name} */
    List<Runnable> files(Report report, Maker maker) {
        List<Runnable> files = new ArrayList<>();
        Path table = csv;
        if (table != null) {
            files.add(() -> ResultFile.writeTable(table, report.table()));
        }
        picture(report, maker).ifPresent(files::add);
        return files;
    }

    /** {@return what draws the picture, if it is wanted} */
    Optional<Runnable> picture(Report report, Maker maker) {
        return Optional.ofNullable(plot)
                .map(picture -> () -> report.picture().write(picture, dark ? Theme.DARK : Theme.LIGHT, maker));
    }
}
