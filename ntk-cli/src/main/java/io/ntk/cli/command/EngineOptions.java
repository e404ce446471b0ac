package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.runtime.config.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what computes, and how. Each may also be configured; see {@link Configuration}. */
@Grouped(OptionGroup.ENGINE)
final class EngineOptions {
    @Option(
            names = "--backend",
            paramLabel = "ID",
            description = "The engine; 'ntk backends' lists them. Default: as configured, else native.")
    private @Nullable String backend;

    @Option(
            names = "--precision",
            paramLabel = "P",
            completionCandidates = Candidates.Precisions.class,
            description = "float32 or float64. Default: as configured, else float32.")
    private @Nullable String precision;

    @Option(names = "--threads", paramLabel = "N", description = "Default: as configured, else all processors.")
    private @Nullable String threads;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Limit of working memory, such as 512m or 2g; larger blocks are worked on in parts.")
    private @Nullable String memory;

    /** {@return the options that were given, by configuration key} */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, Configuration.BACKEND, backend);
        put(settings, Configuration.PRECISION, precision);
        put(settings, Configuration.THREADS, threads);
        put(settings, Configuration.MEMORY, memory);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }
}
