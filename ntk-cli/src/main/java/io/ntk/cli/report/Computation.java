package io.ntk.cli.report;

import io.ntk.api.model.Restriction;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What computed a result from a model: the same statement in every form of a report.
 *
 * @param backend the backend that computed it
 * @param problem the model and its inputs; of several models, the first
 * @param seed of the probes
 * @param seconds for linearization and all that follows, without reading files
 * @param read the files that were read, and what became of them
 */
public record Computation(AutodiffBackend backend, Problem problem, long seed, double seconds, FilesRead read) {

    /**
     * {@return the object with {@code seconds}, what computed it, {@code seed} and {@code model}}
     *
     * @param json the object
     */
    public JsonObject putInto(JsonObject json) {
        JsonObject model = new JsonObject()
                .with("cell", problem.model().name())
                .with("B", problem.inputs().trials())
                .with("T", problem.inputs().steps())
                .with("H", problem.model().hiddenSize())
                .with("I", problem.model().inputSize())
                .with("parameters", problem.selectedLayout().size());
        problem.keptSelected().ifPresent(count -> model.with("kept", count));
        addRestriction(model);
        if (!read.models().isEmpty()) {
            model.with("read", read.json());
        }
        return json.with("seconds", seconds)
                .with("backend", backend.id())
                .with("engine", backend.engine())
                .with("precision", problem.precision().label())
                .with("seed", seed)
                .with("model", model);
    }

    /** {@return lines that name the model, what it was read from and the engine} */
    public String text() {
        String model = String.format(
                Locale.ROOT,
                "%s, B=%d T=%d H=%d I=%d, %s observed, %s parameters differentiated",
                problem.model().name(),
                problem.inputs().trials(),
                problem.inputs().steps(),
                problem.model().hiddenSize(),
                problem.model().inputSize(),
                problem.observable().label(),
                differentiated(problem));
        String part = restriction(problem)
                .map(restriction -> Lines.line("looked at", restriction))
                .orElse("");
        return Lines.line("model", model) + part + read.text() + engine();
    }

    private void addRestriction(JsonObject model) {
        Restriction restriction = problem.restriction();
        if (restriction.isNone()) {
            return;
        }
        restriction.steps().ifPresent(steps -> model.with("steps", steps.toString()));
        restriction.units().ifPresent(units -> model.with("units", units.toString()));
        restriction.valid().ifPresent(valid -> model.with("validSteps", valid.count()));
        model.with("validRows", problem.observedShape().order());
    }

    /** {@return what is left of what is observed; empty if all is} */
    private static Optional<String> restriction(Problem problem) {
        Restriction restriction = problem.restriction();
        if (restriction.isNone()) {
            return Optional.empty();
        }
        int units = problem.model().observedSize(problem.observable());
        int steps = problem.inputs().steps();
        long rows = (long) problem.inputs().trials() * (problem.observable().isFinal() ? 1 : steps) * units;
        List<String> parts = new ArrayList<>();
        restriction.steps().ifPresent(some -> parts.add("steps " + some + " of " + steps));
        restriction.units().ifPresent(some -> parts.add("units " + some + " of " + units));
        restriction.valid().ifPresent(valid -> parts.add("valid " + valid));
        parts.add(problem.observedShape().order() + " of " + rows + " rows");
        return Optional.of(String.join(", ", parts));
    }

    private static String differentiated(Problem problem) {
        int all = problem.selectedLayout().size();
        return problem.keptSelected().map(kept -> kept + " of " + all).orElse(String.valueOf(all));
    }

    /** {@return a line that names the engine} */
    public String engine() {
        return Lines.line(
                "engine",
                backend.id() + " on " + backend.device() + ", " + backend.engine() + ", "
                        + problem.precision().label());
    }

    /** {@return what ends the page} */
    public Provenance provenance() {
        Map<String, String> facts = facts(problem);
        facts.putAll(read.facts());
        return Provenance.of(backend, problem.precision(), String.valueOf(seed), facts)
                .with(again -> again.with("--seed", seed))
                .reading(read.files());
    }

    /**
     * {@return what a linearized network is}
     *
     * @param problem the network
     */
    public static Map<String, String> facts(Problem problem) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", problem.model().name() + ", " + problem.model().hiddenSize() + " units");
        facts.put(
                "inputs",
                problem.inputs().trials() + " trials of " + problem.inputs().steps() + " steps, "
                        + problem.inputs().size() + " channels");
        facts.put("observed", problem.observable().label() + " " + problem.observedShape());
        restriction(problem).ifPresent(part -> facts.put("looked at", part));
        facts.put("parameters", differentiated(problem) + " differentiated");
        return facts;
    }
}
