package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    @Override
    Map<String, String> settings() {
        return engine.settings();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        String chosen = place.configuration().backend();
        List<JsonObject> objects = new ArrayList<>();
        Table table = new Table("backend", "engine", "device", "precisions", "can", "cannot", "from");
        StringBuilder notes = new StringBuilder();
        place.runtime().backends().all().forEach((id, found) -> {
            JsonObject object = new JsonObject().with("id", id).with("configured", id.equals(chosen));
            objects.add(object);
            try (AutodiffBackend backend = place.runtime().backends().start(id)) {
                table.row(row(id, chosen, backend.engine(), backend.device(), found));
                addTo(object, found, backend.engine(), backend.device(), null);
            } catch (NtkException e) {
                table.row(row(id, chosen, found.provider().description(), "not available", found));
                addTo(object, found, null, null, e);
                notes.append(e.getMessage()).append('\n');
            }
        });
        String configured = place.runtime().backends().all().containsKey(chosen)
                ? "* is the configured one.\n"
                : "The configured backend, '" + chosen + "', is not among them.\n";
        return show(new Listing(new JsonObject().with("backends", objects), table + configured + notes), progress);
    }

    private static List<String> row(
            String id, String chosen, String engine, String device, Found<BackendProvider> found) {
        return List.of(
                id + (id.equals(chosen) ? " *" : ""),
                engine,
                device,
                String.join(", ", precisions(found)),
                String.join(", ", features(found, true)),
                String.join(", ", features(found, false)),
                found.jar());
    }

    private static void addTo(
            JsonObject object,
            Found<BackendProvider> found,
            @Nullable String engine,
            @Nullable String device,
            @Nullable NtkException failure) {
        object.with("available", failure == null)
                .with("description", found.provider().description())
                .with("engine", engine)
                .with("device", device)
                .with("precisions", precisions(found))
                .with("features", features(found, true))
                .with("reason", failure == null ? null : failure.problem())
                .with("remedy", failure == null ? null : failure.remedy())
                .with("jar", found.jar());
    }

    private static List<String> features(Found<BackendProvider> found, boolean offered) {
        return Arrays.stream(Feature.values())
                .filter(feature -> found.provider().capabilities().has(feature) == offered)
                .map(feature -> feature.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static List<String> precisions(Found<BackendProvider> found) {
        return found.provider().capabilities().precisions().stream()
                .sorted()
                .map(Precision::label)
                .toList();
    }
}
