package io.ntk.cli.command;

import io.ntk.cli.report.SweepReport;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk sweep}: the alignments of a table of checkpoints. */
@Command(
        name = "sweep",
        description = {
            "Estimate the alignment of every row of a table, on the executors of Apache Spark. The table is a CSV file",
            "whose columns are named after the options of 'ntk align': before, after, inputs and cell, and if wanted h0,",
            "c0, dt, observe, params, estimator, samples, seed, tolerance, probes and precision. Each row is written down",
            "as soon as it is known; run again, the sweep goes on with the rows that are not there yet."
        },
        footer = {
            "%nExamples:",
            "  ntk sweep table.csv",
            "  ntk sweep table.csv --cluster spark://HOST:7077 --results estimates.csv \\",
            "      --report sweep.html"
        })
public final class SweepCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Parameters(paramLabel = "TABLE.csv", description = "The table.")
    private Path table = Path.of("");

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

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public SweepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean wanted = report.wanted();
        Map<String, String> settings = engine.settings();
        // The scheduler has a task for each processor already.
        settings.putIfAbsent(Configuration.THREADS, "1");
        Path target = results == null ? besides(table, "-results") : results;
        try (NtkRuntime runtime = session.runtime(settings)) {
            Configuration configuration = runtime.configuration();
            Sweep sweep = new Sweep(
                    table,
                    target,
                    runtime.backends().configured().id(),
                    configuration.backendOptions(configuration.backend()),
                    configuration.precision());
            try (Cluster cluster = runtime.clusters().connect(master)) {
                SweepOutcome outcome = cluster.sweep(sweep);
                print(outcome, target);
                if (wanted) {
                    report(outcome, sweep);
                }
            }
        }
        return 0;
    }

    private static Path besides(Path table, String suffix) {
        Path name = table.getFileName();
        String text = name == null ? "" : name.toString();
        String stem = text.endsWith(".csv") ? text.substring(0, text.length() - ".csv".length()) : text;
        return table.resolveSibling(stem + suffix + ".csv");
    }

    private void report(SweepOutcome outcome, Sweep sweep) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backend", sweep.backend());
        facts.put("precision", sweep.precision().label() + ", where a row names no other");
        facts.put("cluster", master);
        // What is in the results already would not be computed again.
        Rerun again = report.rerun(sweep.backend(), sweep.precision())
                .instead("--results", besides(sweep.results(), "-again"));
        report.write(
                SweepReport.page(outcome),
                again,
                ReportOptions.facts(facts),
                List.of(ArrayReference.parse(sweep.table().toString())));
    }

    private void print(SweepOutcome outcome, Path target) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("results", target.toString());
        json.put("computed", outcome.computed());
        json.put("failed", outcome.failed());
        json.put("present", outcome.present());
        output.print(
                session,
                json,
                () -> outcome.computed() + " computed, " + outcome.failed() + " failed, " + outcome.present()
                        + " there before; results in " + target + "\n");
    }
}
