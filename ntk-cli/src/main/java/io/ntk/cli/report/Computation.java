package io.ntk.cli.report;

import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What computed a result from a model: the same statement in every form of a report.
 *
 * @param backend the backend that computed it
 * @param problems the models and their inputs, at least one
 * @param seed of the probes
 * @param seconds for linearization and all that follows, without reading files
 * @param read the files that were read, and what became of them
 */
public record Computation(AutodiffBackend backend, List<Problem> problems, long seed, double seconds, FilesRead read) {
    /** Takes a copy of the list. */
    public Computation {
        problems = List.copyOf(problems);
    }

    /** Of one model. */
    public Computation(AutodiffBackend backend, Problem problem, long seed, double seconds, FilesRead read) {
        this(backend, List.of(problem), seed, seconds, read);
    }

    /** {@return the model and its inputs; of several models, the first} */
    public Problem problem() {
        return problems.get(0);
    }

    /**
     * {@return the object with {@code seconds}, what computed it, {@code seed} and {@code model}, and with {@code eachModel} of them if they
     * are not alike}
     *
     * @param json the object
     */
    public JsonObject putInto(JsonObject json) {
        JsonObject model = model(problem());
        if (!read.models().isEmpty()) {
            model.with("read", read.json());
        }
        json.with("seconds", seconds)
                .with("backend", backend.id())
                .with("engine", backend.engine())
                .with("precision", problem().precision().label())
                .with("seed", seed)
                .with("model", model);
        return alike()
                ? json
                : json.with(
                        "eachModel", problems.stream().map(Computation::model).toList());
    }

    private boolean alike() {
        return problems.stream().map(Computation::facts).distinct().count() == 1;
    }

    /**
     * {@return an object that says what a linearized network is}
     *
     * @param problem the network
     */
    public static JsonObject model(Problem problem) {
        JsonObject model = new JsonObject()
                .with("cell", problem.model().name())
                .with("B", problem.inputs().trials())
                .with("T", problem.inputs().steps())
                .with("H", problem.model().hiddenSize())
                .with("I", problem.model().inputSize())
                .with("observed", problem.observable().label())
                .with("shape", shape(problem))
                .with("parameters", problem.selectedLayout().size());
        problem.keptSelected().ifPresent(count -> model.with("kept", count));
        addRestriction(problem, model);
        return model;
    }

    /** {@return lines that name the model, what it was read from and the engine} */
    public String text() {
        String models = problems.stream()
                .map(problem -> Lines.line(
                        "model",
                        name(problem) + ", " + problem.observable().label() + " observed, " + differentiated(problem)
                                + " parameters differentiated"))
                .distinct()
                .collect(Collectors.joining());
        String parts = problems.stream()
                .flatMap(problem -> restriction(problem).stream())
                .map(restriction -> Lines.line("looked at", restriction))
                .distinct()
                .collect(Collectors.joining());
        return models + parts + read.text() + engine();
    }

    private static void addRestriction(Problem problem, JsonObject model) {
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
                        + problem().precision().label());
    }

    /** {@return what ends the page} */
    public Provenance provenance() {
        return provenance(facts());
    }

    /**
     * {@return what ends the page}
     *
     * @param facts what was computed, if there is more to say of it
     */
    public Provenance provenance(Map<String, String> facts) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.putAll(read.facts());
        return Provenance.of(backend, problem().precision(), String.valueOf(seed), all)
                .with(again -> again.with("--seed", seed))
                .reading(read.files());
    }

    /** {@return what the linearized networks are; where they differ, what each of them is} */
    public Map<String, String> facts() {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (Problem problem : problems) {
            facts(problem)
                    .forEach((name, value) -> values.computeIfAbsent(name, any -> new LinkedHashSet<>())
                            .add(value));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        values.forEach((name, distinct) -> facts.put(name, String.join("; ", distinct)));
        return facts;
    }

    private static Map<String, String> facts(Problem problem) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", name(problem));
        facts.put("inputs", InputSizes.of(problem.inputs()).toString());
        facts.put("observed", observed(problem));
        restriction(problem).ifPresent(part -> facts.put("looked at", part));
        facts.put("parameters", differentiated(problem) + " differentiated");
        return facts;
    }

    private static String name(Problem problem) {
        return problem.model().name() + ", " + problem.model().hiddenSize() + " units";
    }

    private static List<Integer> shape(Problem problem) {
        return problem.observedShape().axes().stream().map(Axis::size).toList();
    }

    private static String observed(Problem problem) {
        return problem.observable().label() + " " + shape(problem);
    }

    /**
     * {@return a sentence part on the kernel of a network: of what it is, by what, and of which part}
     *
     * @param problem the network
     */
    public static String kernel(Problem problem) {
        return "of " + observed(problem) + ", " + differentiated(problem) + " parameters differentiated"
                + restriction(problem).map(part -> ", " + part).orElse("");
    }
}
