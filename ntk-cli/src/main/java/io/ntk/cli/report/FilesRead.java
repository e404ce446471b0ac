package io.ntk.cli.report;

import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.model.ModelReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a result was read from.
 *
 * @param files the files
 * @param models what became of each checkpoint among them
 */
public record FilesRead(List<ArrayReference> files, List<ModelReading> models) {
    /** Nothing was read. */
    public static final FilesRead NONE = new FilesRead(List.of(), List.of());

    /** Takes copies of the lists. */
    public FilesRead {
        files = List.copyOf(files);
        models = List.copyOf(models);
    }

    /** {@return a line for each checkpoint, or for several of which the same is true, then warnings; empty if none was read} */
    public String text() {
        StringBuilder text = new StringBuilder();
        bySummary().forEach((summary, names) -> text.append(Lines.line("read", listed(names) + ": " + summary)));
        warnings().forEach(warning -> text.append(Lines.line("warning", warning)));
        return text.toString();
    }

    /** {@return the same by the names of the checkpoints} */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        bySummary().forEach((summary, names) -> facts.put("read from " + listed(names), summary));
        if (!warnings().isEmpty()) {
            facts.put("warning", String.join(" ", warnings()));
        }
        return facts;
    }

    /** {@return sentences on what makes it likely that the numbers are not those of the user's network, each once} */
    public List<String> warnings() {
        return models.stream()
                .flatMap(model -> model.warnings().stream())
                .distinct()
                .toList();
    }

    /** {@return an object for each checkpoint} */
    public List<JsonObject> json() {
        return models.stream()
                .map(model -> new JsonObject().with(model.members()))
                .toList();
    }

    /** The two of an alignment are named, the many of a run are not. */
    private static String listed(List<String> names) {
        return names.size() <= 2
                ? Quoted.list(names)
                : Quoted.of(names.get(0)) + " and " + (names.size() - 1) + " more";
    }

    private Map<String, List<String>> bySummary() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        models.forEach(model -> names.computeIfAbsent(model.summary(), summary -> new ArrayList<>())
                .add(model.file().toString()));
        return names;
    }
}
