package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk backends}: the engines on the class path, each started to see what it really runs on. */
@Command(
        name = "backends",
        description = "List the engines that --backend may name: what each can do, or why it cannot run here.",
        footer = {"%nExamples:", "  ntk backends", "  ntk backends --json"})
public final class BackendsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public BackendsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            String chosen = runtime.configuration().backend();
            List<Row> rows = runtime.backends().all().entrySet().stream()
                    .map(entry -> row(runtime, entry.getKey(), entry.getValue()))
                    .toList();
            List<Map<String, @Nullable Object>> objects =
                    rows.stream().map(row -> row.toJson(chosen)).toList();
            output.print(session, Map.of("backends", objects), () -> text(rows, chosen));
        }
        return 0;
    }

    private static Row row(NtkRuntime runtime, String id, Found<BackendProvider> found) {
        try (AutodiffBackend backend = runtime.backends().start(id)) {
            return new Row(id, found, backend.engine(), backend.device(), null);
        } catch (NtkException e) {
            return new Row(id, found, found.provider().description(), "-", e);
        }
    }

    private static String text(List<Row> rows, String chosen) {
        Table table = new Table("backend", "engine", "device", "precisions", "can", "cannot", "from");
        rows.forEach(row -> row.addTo(table, chosen));
        String problems = rows.stream()
                .map(Row::failure)
                .filter(Objects::nonNull)
                .map(failure -> failure.getMessage() + "\n")
                .collect(Collectors.joining());
        String unknown = rows.stream().anyMatch(row -> row.id.equals(chosen))
                ? "* is the configured one.\n"
                : "The configured backend, '" + chosen + "', is not among them.\n";
        return table + unknown + problems;
    }

    /** A backend: what it is, and why it does not run, if it does not. */
    private record Row(
            String id,
            Found<BackendProvider> found,
            String engine,
            String device,
            @Nullable NtkException failure) {

        private String features(boolean offered) {
            return Arrays.stream(Feature.values())
                    .filter(feature -> found.provider().capabilities().has(feature) == offered)
                    .map(Row::label)
                    .collect(Collectors.joining(", "));
        }

        private static String label(Enum<?> feature) {
            return feature.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private List<String> precisions() {
            return found.provider().capabilities().precisions().stream()
                    .sorted()
                    .map(Precision::label)
                    .toList();
        }

        void addTo(Table table, String chosen) {
            table.row(
                    id + (id.equals(chosen) ? " *" : ""),
                    engine,
                    failure == null ? device : "not available",
                    String.join(", ", precisions()),
                    features(true),
                    features(false),
                    found.jar());
        }

        Map<String, @Nullable Object> toJson(String chosen) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("configured", id.equals(chosen));
            json.put("available", failure == null);
            json.put("description", found.provider().description());
            json.put("engine", failure == null ? engine : null);
            json.put("device", failure == null ? device : null);
            json.put("precisions", precisions());
            json.put("features", new ArrayList<>(List.of(features(true).split(", "))));
            json.put("reason", failure == null ? null : failure.problem());
            json.put("remedy", failure == null ? null : failure.remedy());
            json.put("jar", found.jar());
            return json;
        }
    }
}
