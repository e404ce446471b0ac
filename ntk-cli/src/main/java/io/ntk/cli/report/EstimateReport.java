package io.ntk.cli.report;

import io.ntk.api.model.Inputs;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.StopReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An estimate with all that made it.
 *
 * @param metric what was estimated, {@code alignment} or {@code trace}
 * @param of of which operator, for a trace
 * @param estimate the estimate
 * @param parts what an alignment is made of
 * @param seconds for linearization and estimation, without reading files
 * @param backend the backend that computed it
 * @param problem what was linearized
 */
public record EstimateReport(
        String metric,
        Optional<String> of,
        Estimate estimate,
        Optional<AlignmentParts> parts,
        double seconds,
        AutodiffBackend backend,
        Problem problem) {

    /** {@return the members of the JSON object that {@code --json} prints} */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("metric", metric);
        of.ifPresent(operator -> json.put("of", operator));
        json.put("value", estimate.value());
        json.put(
                "standardError",
                estimate.standardError().isPresent() ? estimate.standardError().getAsDouble() : null);
        json.put(
                "interval95",
                estimate.interval95()
                        .map(interval -> List.of(interval.lower(), interval.upper()))
                        .orElse(null));
        json.put("errorKind", estimate.errorKind().label());
        json.put("estimator", estimate.estimator());
        json.put("samples", estimate.samples());
        json.put("operatorApplications", estimate.operatorApplications());
        json.put("seconds", seconds);
        json.put("backend", backend.id());
        json.put("engine", backend.engine());
        json.put("precision", problem.precision().label());
        json.put("seed", estimate.seed());
        json.put("model", modelJson());
        parts.ifPresent(traces -> json.put("parts", partsJson(traces)));
        if (estimate.stop() != StopReason.COMPLETED) {
            json.put("stop", estimate.stop().label());
        }
        return json;
    }

    private Map<String, Object> modelJson() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("cell", problem.model().name());
        model.put("B", problem.inputs().trials());
        model.put("T", problem.inputs().steps());
        model.put("H", problem.model().hiddenSize());
        model.put("I", problem.model().inputSize());
        model.put("parameters", problem.selectedLayout().size());
        return model;
    }

    private static Map<String, Object> partsJson(AlignmentParts parts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("crossTrace", parts.crossTrace());
        json.put("squaredFrobeniusBefore", parts.squaredFrobeniusBefore());
        json.put("squaredFrobeniusAfter", parts.squaredFrobeniusAfter());
        return json;
    }

    /** {@return lines for people} */
    public String toText() {
        Inputs inputs = problem.inputs();
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {
            metric
                    + of.filter(operator -> !operator.equals("ntk"))
                            .map(o -> " of " + o)
                            .orElse(""),
            Numbers.significant(estimate.value()) + "   " + errorText()
        });
        parts.ifPresent(traces -> lines.add(new String[] {
            "parts",
            "Tr(Θ₀Θ_f) " + Numbers.significant(traces.crossTrace()) + ", Tr(Θ₀²) "
                    + Numbers.significant(traces.squaredFrobeniusBefore()) + ", Tr(Θ_f²) "
                    + Numbers.significant(traces.squaredFrobeniusAfter())
        }));
        lines.add(new String[] {
            "estimator",
            estimate.estimator() + ", " + estimate.operatorApplications() + " applications of each operator, seed "
                    + estimate.seed() + stopText()
        });
        lines.add(new String[] {
            "model",
            String.format(
                    Locale.ROOT,
                    "%s, B=%d T=%d H=%d I=%d, %s observed, %d parameters differentiated",
                    problem.model().name(),
                    inputs.trials(),
                    inputs.steps(),
                    problem.model().hiddenSize(),
                    problem.model().inputSize(),
                    problem.observable().label(),
                    problem.selectedLayout().size())
        });
        lines.add(new String[] {
            "engine",
            backend.id() + " on " + backend.device() + ", " + backend.engine() + ", "
                    + problem.precision().label()
        });
        lines.add(new String[] {"time", Numbers.seconds(seconds)});
        estimate.notes().forEach(note -> lines.add(new String[] {"note", note}));
        return columns(lines);
    }

    private String errorText() {
        if (estimate.errorKind() == ErrorKind.EXACT) {
            return "exact, up to rounding in " + problem.precision().label();
        }
        String error = estimate.standardError().isPresent()
                ? Numbers.significant(estimate.standardError().getAsDouble(), 2)
                : "";
        return estimate.interval95()
                .map(interval -> "95% interval " + Numbers.significant(interval.lower()) + " to "
                        + Numbers.significant(interval.upper()) + ", standard error " + error)
                .orElse(error.isEmpty() ? "no error can be stated" : "heuristic error " + error + ", not an interval");
    }

    private String stopText() {
        return estimate.stop() == StopReason.COMPLETED
                ? ""
                : ", " + estimate.stop().label().replace('-', ' ');
    }

    private static String columns(List<String[]> lines) {
        int width = lines.stream().mapToInt(line -> line[0].length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            text.append(line[0])
                    .append(" ".repeat(width - line[0].length() + 2))
                    .append(line[1])
                    .append("\n");
        }
        return text.toString();
    }
}
