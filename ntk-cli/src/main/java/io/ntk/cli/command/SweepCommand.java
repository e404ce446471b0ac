package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk sweep}: the alignments, traces, spectra or gradient flow of a table of checkpoints. */
@Grouped(OptionGroup.ENGINE)
@Command(
        name = "sweep",
        description = {
            "Compute what every row of a table asks for, on a cluster.",
            "The executors are those of Apache Spark. The table is a CSV file whose columns are named after the options"
                    + " of 'ntk align': before, after, inputs and cell, and if wanted h0, c0, dt, observe, params, keep,"
                    + " trials, steps, units, valid, time-first (true or false), estimator, samples, seed, tolerance,"
                    + " probes, precision, set, constants, readout and map.",
            "With --verb trace, spectrum or flow, they are those of that verb: model instead of before and after; of;"
                    + " count for spectra; targets, loss and only-valid (true or false) for flow.",
            "Each row is written down as soon as it is known; run again, the sweep goes on with the rows that are not"
                    + " there yet."
        },
        footer = {
            "%nExamples:",
            "  ntk sweep table.csv",
            "  ntk sweep models.csv --verb trace",
            "  ntk sweep models.csv --verb flow",
            "  ntk sweep table.csv --cluster spark://HOST:7077 --results estimates.csv \\",
            "      --report sweep.html"
        })
final class SweepCommand extends ComputingVerb {
    @Parameters(paramLabel = "TABLE.csv", description = "The table.")
    private Path table = Path.of("");

    @Grouped(OptionGroup.ESTIMATOR)
    @Option(
            names = "--verb",
            paramLabel = "VERB",
            completionCandidates = Candidates.SweptVerbs.class,
            defaultValue = "align",
            description = "align, trace, spectrum or flow: what is computed of each row. Default: align.")
    private String verb = "";

    @Grouped(OptionGroup.OUTPUT)
    @Option(
            names = "--results",
            paramLabel = "FILE.csv",
            description = "Where the estimates go. Default: the table's name with '-results' before its end.")
    private @Nullable Path results;

    @Option(
            names = "--cluster",
            paramLabel = "MASTER",
            defaultValue = "local[*]",
            description = "local[2], or spark://HOST:7077. Default: local[*], all processors of this machine.")
    private String master = "";

    @Override
    void check() {
        SweepVerb.parse(verb);
        super.check();
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        // The scheduler has a task for each processor already.
        settings.putIfAbsent(Configuration.THREADS, "1");
        return settings;
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Configuration configuration = place.configuration();
        Sweep sweep = new Sweep(
                SweepVerb.parse(verb),
                table,
                results == null ? SweepReport.beside(table, "-results") : results,
                place.runtime().backends().configured().id(),
                configuration.backendOptions(configuration.backend()),
                configuration.precision());
        try (Cluster cluster = place.runtime().clusters().connect(master)) {
            return show(new SweepReport(sweep, cluster.sweep(sweep), master), progress);
        }
    }
}
