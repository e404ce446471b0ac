package io.ntk.cli.report;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.estimators.spectrum.AlignmentContributions.Part;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is told about two kernels beside their alignment.
 *
 * @param distance ‖Θ_f − Θ₀‖ / ‖Θ₀‖, if asked for
 * @param contributions what tensors and steps add to the alignment, if asked for
 */
public record AlignmentDetails(Optional<Estimate> distance, Optional<AlignmentContributions> contributions) {

    /** {@return nothing} */
    public static AlignmentDetails none() {
        return new AlignmentDetails(Optional.empty(), Optional.empty());
    }

    /** Adds what is known to the rows {@code quantity, name, value, …} and to the arrays of a result. */
    void addTo(List<List<String>> rows, List<NumericArray> arrays) {
        distance.ifPresent(value -> {
            rows.add(row("distance", "", value));
            arrays.addAll(ResultData.arrays("distance", List.of(), List.of(value)));
        });
        contributions.ifPresent(parts -> {
            add("tensor", parts.tensors(), rows, arrays);
            add("step", parts.steps(), rows, arrays);
        });
    }

    private static void add(String of, List<Part> parts, List<List<String>> rows, List<NumericArray> arrays) {
        parts.forEach(part -> rows.add(row(of, part.name(), part.contribution())));
        arrays.addAll(ResultData.arrays(
                of + "_contributions",
                List.of(parts.size()),
                parts.stream().map(Part::contribution).toList()));
    }

    /** {@return a row of a result's table} */
    static List<String> row(String quantity, String name, Estimate estimate) {
        List<String> row = new ArrayList<>(List.of(quantity, name));
        row.addAll(ResultData.fields(estimate));
        row.add(estimate.errorKind().label());
        row.add(String.valueOf(estimate.operatorApplications()));
        return row;
    }

    /** {@return members for the JSON object of the alignment, none if nothing was asked for} */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        distance.ifPresent(value -> json.put("distance", estimate(value)));
        contributions.ifPresent(parts -> {
            Map<String, @Nullable Object> both = new LinkedHashMap<>();
            both.put("tensors", parts(parts.tensors()));
            both.put("steps", parts(parts.steps()));
            json.put("contributions", both);
        });
        return json;
    }

    private static List<Object> parts(List<Part> parts) {
        List<Object> list = new ArrayList<>();
        for (Part part : parts) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("name", part.name());
            one.putAll(estimate(part.contribution()));
            list.add(one);
        }
        return list;
    }

    private static Map<String, @Nullable Object> estimate(Estimate estimate) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("value", estimate.value());
        Provenance.putError(json, estimate);
        json.put("operatorApplications", estimate.operatorApplications());
        return json;
    }

    /** {@return lines for people, none if nothing was asked for} */
    public String toText() {
        StringBuilder text = new StringBuilder();
        distance.ifPresent(value -> text.append("distance   ")
                .append(Numbers.significant(value.value()))
                .append(" of the norm before training, 95% interval ")
                .append(Provenance.interval(value))
                .append('\n'));
        contributions.ifPresent(parts -> {
            text.append('\n').append(table("tensor", parts.tensors()));
            text.append('\n').append(table("step", parts.steps()));
        });
        return text.toString();
    }

    private static Table table(String of, List<Part> parts) {
        Table table = new Table(of, "adds", "95% interval");
        for (Part part : parts) {
            table.row(
                    part.name(),
                    Numbers.significant(part.contribution().value(), 4),
                    Provenance.interval(part.contribution()));
        }
        return table;
    }
}
