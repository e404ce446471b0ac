package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.compare.Comparison;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The alignments of many models with all that made them.
 *
 * @param comparison the alignments
 * @param models the checkpoints, as they were given
 * @param options how they were estimated
 * @param seconds for linearizations and estimation, without reading files
 * @param backend the backend that computed them
 * @param problem the first model and the inputs of all
 */
public record ComparisonReport(
        Comparison comparison,
        List<ArrayReference> models,
        EstimatorOptions options,
        double seconds,
        AutodiffBackend backend,
        Problem problem) {

    /** Copies the list. */
    public ComparisonReport {
        models = List.copyOf(models);
    }

    /** {@return the members of the JSON object that {@code --json} prints} */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("metric", "alignment-matrix");
        json.put("models", comparison.shownNames());
        json.put(
                "references",
                comparison.order().stream().map(i -> models.get(i).toString()).toList());
        json.put("values", square(Estimate::value));
        json.put(
                "standardErrors",
                square(estimate -> estimate.standardError().isPresent()
                        ? estimate.standardError().getAsDouble()
                        : null));
        json.put(
                "intervals95",
                square(estimate -> estimate.interval95()
                        .map(interval -> List.of(interval.lower(), interval.upper()))
                        .orElse(null)));
        json.put("estimator", comparison.shown(0, 1).estimator());
        json.put("samples", options.samples());
        Provenance.putRun(json, seconds, backend, problem, options.seed());
        return json;
    }

    /** {@return this for other programs: a row for every pair, each pair once, and matrices, both in the order shown} */
    public ResultData data() {
        List<List<String>> pairs = new ArrayList<>();
        List<Estimate> matrix = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            for (int j = 0; j < models.size(); j++) {
                Estimate estimate = comparison.shown(i, j);
                matrix.add(estimate);
                if (j >= i) {
                    List<String> pair = new ArrayList<>(List.of(
                            comparison.shownNames().get(i),
                            comparison.shownNames().get(j)));
                    pair.addAll(ResultData.fields(estimate));
                    pairs.add(pair);
                }
            }
        }
        List<NumericArray> arrays =
                new ArrayList<>(ResultData.arrays("alignment", List.of(models.size(), models.size()), matrix));
        arrays.add(new NumericArray(
                "order",
                List.of(models.size()),
                comparison.order().stream().mapToDouble(Integer::doubleValue).toArray()));
        return new ResultData(
                toJson(),
                List.of("model_a", "model_b", "alignment", "standard_error", "lower95", "upper95"),
                pairs,
                arrays);
    }

    private List<Object> square(Cell cell) {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int j = 0; j < models.size(); j++) {
                row.add(cell.of(comparison.shown(i, j)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** What is shown of an alignment. */
    @FunctionalInterface
    private interface Cell {
        @Nullable
        Object of(Estimate estimate);
    }

    /** {@return the alignments alone, one row a line} */
    public String values() {
        return indices()
                .mapToObj(i -> indices()
                        .mapToObj(j -> String.valueOf(comparison.shown(i, j).value()))
                        .collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    private IntStream indices() {
        return IntStream.range(0, models.size());
    }

    /** {@return the matrix as a table} */
    Table matrix() {
        List<String> header = new ArrayList<>(List.of("alignment"));
        for (int i = 0; i < models.size(); i++) {
            header.add("(" + (i + 1) + ")");
        }
        Table table = new Table(header.toArray(new String[0]));
        for (int i = 0; i < models.size(); i++) {
            List<String> row = new ArrayList<>(
                    List.of("(" + (i + 1) + ") " + comparison.shownNames().get(i)));
            for (int j = 0; j < models.size(); j++) {
                row.add(Numbers.significant(comparison.shown(i, j).value(), 4));
            }
            table.row(row.toArray(new String[0]));
        }
        return table;
    }

    /** {@return every pair once, with its interval} */
    Table pairs() {
        Table table = new Table("model", "and model", "alignment", "95% interval", "standard error");
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                Estimate estimate = comparison.shown(i, j);
                table.row(
                        comparison.shownNames().get(i),
                        comparison.shownNames().get(j),
                        Numbers.significant(estimate.value()),
                        Provenance.interval(estimate),
                        estimate.standardError().isPresent()
                                ? Numbers.significant(estimate.standardError().getAsDouble(), 2)
                                : "-");
            }
        }
        return table;
    }

    /** {@return a page with the matrix as a picture and every pair in a table} */
    public HtmlPage page() {
        Estimate least = comparison.shown(0, 1);
        for (int i = 0; i < models.size(); i++) {
            for (int j = i + 1; j < models.size(); j++) {
                least = comparison.shown(i, j).value() < least.value() ? comparison.shown(i, j) : least;
            }
        }
        return new HtmlPage("Alignment of " + models.size() + " models")
                .number(
                        "least alignment of any two",
                        Numbers.significant(least.value()),
                        "95% interval " + Provenance.interval(least))
                .chart(comparison.picture(), "Alignment of the kernels of every two models on the same inputs.")
                .section("Pairs")
                .table(pairs())
                .text("Method " + least.estimator() + ", " + options.samples() + " applications of each operator, "
                        + Numbers.seconds(seconds) + ". All pairs share their probes.");
    }

    /** {@return lines for people} */
    public String toText() {
        return matrix() + "\n" + pairs() + "\n" + Provenance.text(problem, backend) + "method     "
                + comparison.shown(0, 1).estimator() + ", " + options.samples()
                + " applications of each operator, seed " + options.seed() + "\ntime       "
                + Numbers.seconds(seconds) + "\n";
    }
}
