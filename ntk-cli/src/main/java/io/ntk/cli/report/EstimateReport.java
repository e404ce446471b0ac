package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        Provenance.putError(json, estimate);
        json.put("estimator", estimate.estimator());
        json.put("samples", estimate.samples());
        json.put("operatorApplications", estimate.operatorApplications());
        Provenance.putRun(json, seconds, backend, problem, estimate.seed());
        parts.ifPresent(traces -> json.put("parts", partsJson(traces)));
        if (estimate.stop() != StopReason.COMPLETED) {
            json.put("stop", estimate.stop().label());
        }
        return json;
    }

    /**
     * {@return this for other programs}
     *
     * @param details what was estimated beside it
     */
    public ResultData data(AlignmentDetails details) {
        Map<String, @Nullable Object> json = toJson();
        json.putAll(details.toJson());
        List<String> columns = new ArrayList<>(List.of("quantity", "name"));
        columns.addAll(ResultData.ESTIMATE_COLUMNS);
        columns.addAll(List.of("error_kind", "applications"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(AlignmentDetails.row(metric, of.orElse(""), estimate));
        List<NumericArray> arrays = new ArrayList<>(ResultData.arrays(metric, List.of(), List.of(estimate)));
        parts.ifPresent(traces -> {
            arrays.add(scalar("cross_trace", traces.crossTrace()));
            arrays.add(scalar("squared_frobenius_before", traces.squaredFrobeniusBefore()));
            arrays.add(scalar("squared_frobenius_after", traces.squaredFrobeniusAfter()));
        });
        details.addTo(rows, arrays);
        return new ResultData(json, columns, rows, arrays);
    }

    private static NumericArray scalar(String name, double value) {
        return new NumericArray(name, List.of(), new double[] {value});
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
        StringBuilder text = new StringBuilder();
        String name = metric
                + of.filter(operator -> !operator.equals("ntk"))
                        .map(o -> " of " + o)
                        .orElse("");
        line(text, name, Numbers.significant(estimate.value()) + "   " + errorText());
        parts.ifPresent(traces -> line(
                text,
                "parts",
                "Tr(Θ₀Θ_f) " + Numbers.significant(traces.crossTrace()) + ", Tr(Θ₀²) "
                        + Numbers.significant(traces.squaredFrobeniusBefore()) + ", Tr(Θ_f²) "
                        + Numbers.significant(traces.squaredFrobeniusAfter())));
        line(
                text,
                "method",
                estimate.estimator() + ", " + estimate.operatorApplications() + " applications of each operator, seed "
                        + estimate.seed() + stopText());
        text.append(Provenance.text(problem, backend));
        line(text, "time", Numbers.seconds(seconds));
        estimate.notes().forEach(note -> line(text, "note", note));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name)
                .append(" ".repeat(Math.max(1, Provenance.INDENT - name.length())))
                .append(value)
                .append('\n');
    }

    /** {@return a page that begins with the number} */
    public HtmlPage page() {
        String name = metric.equals("alignment") ? "Kernel alignment" : "Trace of " + of.orElse("the kernel");
        HtmlPage page = new HtmlPage(name + " of " + problem.model().name());
        page.number(name, Numbers.significant(estimate.value()), errorText());
        page.text(
                metric.equals("alignment")
                        ? "Of the neural tangent kernels before and after training: near 1 for lazy learning, far below 1 for"
                                + " rich learning."
                        : "Of the neural tangent kernel, a matrix of order "
                                + problem.observedShape().size() + ".");
        parts.ifPresent(traces -> page.table(new Table("part", "value")
                .row("Tr(Θ₀Θ_f)", Numbers.significant(traces.crossTrace()))
                .row("Tr(Θ₀²)", Numbers.significant(traces.squaredFrobeniusBefore()))
                .row("Tr(Θ_f²)", Numbers.significant(traces.squaredFrobeniusAfter()))));
        page.text("Method " + estimate.estimator() + ", " + estimate.operatorApplications()
                + " applications of each operator" + stopText() + ", " + Numbers.seconds(seconds) + ".");
        estimate.notes().forEach(page::text);
        return page;
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
}
