package io.ntk.cli.command;

import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        })
public final class SweepCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

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
        Map<String, String> settings = engine.settings();
        // The scheduler has a task for each processor already.
        settings.putIfAbsent(Configuration.THREADS, "1");
        Path target = results == null ? besides(table) : results;
        try (NtkRuntime runtime = session.runtime(settings)) {
            Configuration configuration = runtime.configuration();
            Sweep sweep = new Sweep(
                    table,
                    target,
                    runtime.backends().configured().id(),
                    configuration.backendOptions(configuration.backend()),
                    configuration.precision());
            try (Cluster cluster = runtime.clusters().connect(master)) {
                print(cluster.sweep(sweep), target);
            }
        }
        return 0;
    }

    private static Path besides(Path table) {
        Path name = table.getFileName();
        String text = name == null ? "" : name.toString();
        String stem = text.endsWith(".csv") ? text.substring(0, text.length() - ".csv".length()) : text;
        return table.resolveSibling(stem + "-results.csv");
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
