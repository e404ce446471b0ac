package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.provider.Found;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk backends}: the engines on the class path, each started to see what it really runs on. */
@Command(
        name = "backends",
        description = {
            "List the engines that --backend may name.",
            "Each is shown with what it can do, or with the reason why it cannot run here."
        },
        footer = {"%nExamples:", "  ntk backends", "  ntk backends --json"})
final class BackendsCommand extends Verb {
    @Mixin
    private final EngineOptions engine = new EngineOptions();

    BackendsCommand(Session session) {
        super(session);
    }

    @Override
    Map<String, String> settings() {
        return engine.settings();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        List<Row> rows = place.runtime().backends().all().entrySet().stream()
                .map(entry -> row(place.runtime(), entry.getKey(), entry.getValue()))
                .toList();
        return show(new Engines(rows, place.configuration().backend()), progress);
    }

    private static Row row(NtkRuntime runtime, String id, Found<BackendProvider> found) {
        try (AutodiffBackend backend = runtime.backends().start(id)) {
            return new Row(id, found, backend.engine(), backend.device(), null);
        } catch (NtkException e) {
            return new Row(id, found, found.provider().description(), "-", e);
        }
    }

    /** All backends, one of which may be the configured one. */
    private record Engines(List<Row> rows, String chosen) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject()
                    .with("backends", rows.stream().map(row -> row.json(chosen)).toList());
        }

        @Override
        public String text() {
            Table table = new Table("backend", "engine", "device", "precisions", "can", "cannot", "from");
            rows.forEach(row -> row.addTo(table, chosen));
            String unknown = rows.stream().anyMatch(row -> row.id.equals(chosen))
                    ? "* is the configured one.\n"
                    : "The configured backend, '" + chosen + "', is not among them.\n";
            return table
                    + unknown
                    + rows.stream()
                            .map(Row::failure)
                            .filter(Objects::nonNull)
                            .map(failure -> failure.getMessage() + "\n")
                            .collect(Collectors.joining());
        }
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

        JsonObject json(String chosen) {
            return new JsonObject()
                    .with("id", id)
                    .with("configured", id.equals(chosen))
                    .with("available", failure == null)
                    .with("description", found.provider().description())
                    .with("engine", failure == null ? engine : null)
                    .with("device", failure == null ? device : null)
                    .with("precisions", precisions())
                    .with("features", List.of(features(true).split(", ")))
                    .with("reason", failure == null ? null : failure.problem())
                    .with("remedy", failure == null ? null : failure.remedy())
                    .with("jar", found.jar());
        }
    }
}
