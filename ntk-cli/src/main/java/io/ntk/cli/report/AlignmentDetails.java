package io.ntk.cli.report;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.estimators.spectrum.AlignmentContributions.Part;
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
