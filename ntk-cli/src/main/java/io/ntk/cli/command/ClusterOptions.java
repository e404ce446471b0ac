package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Configuration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where to compute, if not in this process alone. */
@Grouped(OptionGroup.ENGINE)
final class ClusterOptions {
    @Option(
            names = "--cluster",
            paramLabel = "MASTER",
            description = {
                "Divide the trials among the executors of Apache Spark: local[2], or spark://HOST:7077.",
                "Files may then be on any Hadoop file system. --threads is for each executor, by default 1."
            })
    private @Nullable String master;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Into how many parts to divide the trials. Default: the number of tasks that run at once.")
    private @Nullable Integer partitions;

    /** {@return the settings of the engine, changed to those of a cluster if there is one} */
    Map<String, String> adjust(Map<String, String> settings) {
        if (master != null) {
            // The scheduler has a task for each processor already.
            settings.putIfAbsent(Configuration.THREADS, "1");
        } else if (partitions != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Option --partitions is of no use without --cluster.",
                    "Give both, or neither.");
        }
        return settings;
    }

    /** {@return where the user wants to compute; the caller closes it} */
    Workplace connect(NtkRuntime runtime) {
        return master == null
                ? Workplace.here(runtime)
                : Workplace.on(
                        runtime.clusters().connect(master),
                        runtime,
                        partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions));
    }
}
