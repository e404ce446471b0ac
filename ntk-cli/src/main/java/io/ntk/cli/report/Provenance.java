package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What reports have in common: the model, the engine and the statement about the error. */
final class Provenance {
    /** The column at which the values of named lines begin. */
    static final int INDENT = 11;

    private Provenance() {}

    /** Adds {@code seconds}, what computed it, {@code seed} and {@code model}. */
    static void putRun(
            Map<String, @Nullable Object> json, double seconds, AutodiffBackend backend, Problem problem, long seed) {
        json.put("seconds", seconds);
        json.put("backend", backend.id());
        json.put("engine", backend.engine());
        json.put("precision", problem.precision().label());
        json.put("seed", seed);
        json.put("model", model(problem));
    }

    private static Map<String, Object> model(Problem problem) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("cell", problem.model().name());
        model.put("B", problem.inputs().trials());
        model.put("T", problem.inputs().steps());
        model.put("H", problem.model().hiddenSize());
        model.put("I", problem.model().inputSize());
        model.put("parameters", problem.selectedLayout().size());
        return model;
    }

    /** Adds {@code standardError}, {@code interval95} and {@code errorKind}. */
    static void putError(Map<String, @Nullable Object> json, Estimate estimate) {
        json.put(
                "standardError",
                estimate.standardError().isPresent() ? estimate.standardError().getAsDouble() : null);
        json.put(
                "interval95",
                estimate.interval95()
                        .map(interval -> List.of(interval.lower(), interval.upper()))
                        .orElse(null));
        json.put("errorKind", estimate.errorKind().label());
    }

    /** {@return the 95% interval in a cell of a table} */
    static String interval(Estimate estimate) {
        return switch (estimate.errorKind()) {
            case EXACT -> "exact";
            case HEURISTIC -> "none stated";
            case STANDARD_ERROR ->
                estimate.interval95()
                        .map(i -> Numbers.significant(i.lower(), 4) + " to " + Numbers.significant(i.upper(), 4))
                        .orElse("none stated");
        };
    }

    /** {@return two lines that name the model and the engine} */
    static String text(Problem problem, AutodiffBackend backend) {
        String model = String.format(
                Locale.ROOT,
                "model      %s, B=%d T=%d H=%d I=%d, %s observed, %d parameters differentiated\n",
                problem.model().name(),
                problem.inputs().trials(),
                problem.inputs().steps(),
                problem.model().hiddenSize(),
                problem.model().inputSize(),
                problem.observable().label(),
                problem.selectedLayout().size());
        return model + "engine     " + backend.id() + " on " + backend.device() + ", " + backend.engine() + ", "
                + problem.precision().label() + "\n";
    }
}
