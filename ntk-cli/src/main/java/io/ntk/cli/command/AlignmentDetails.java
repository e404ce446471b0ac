package io.ntk.cli.command;

import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.JsonObject;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.estimators.spectrum.AlignmentContributions.Part;
import io.ntk.estimators.spectrum.KernelDistance;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is told about two kernels beside their alignment.
 *
 * @param distance ‖Θ_f − Θ₀‖ / ‖Θ₀‖, if asked for
 * @param contributions what tensors and steps add to the alignment, if asked for
 */
record AlignmentDetails(Optional<Estimate> distance, Optional<AlignmentContributions> contributions) {
    static final AlignmentDetails NONE = new AlignmentDetails(Optional.empty(), Optional.empty());

    /** From as many samples as the alignment; a tolerance has no effect. */
    static AlignmentDetails of(
            LinearizedPair kernels, boolean distance, boolean contributions, EstimatorOptions options) {
        return new AlignmentDetails(
                distance
                        ? Optional.of(KernelDistance.estimate(kernels.before(), kernels.after(), options))
                        : Optional.empty(),
                contributions
                        ? Optional.of(AlignmentContributions.estimate(kernels.first(), kernels.last(), options))
                        : Optional.empty());
    }

    /** {@return a row {@code quantity, name, value, …}} */
    static List<String> row(String quantity, String name, Estimate estimate) {
        List<String> row = new ArrayList<>(List.of(quantity, name));
        row.addAll(Estimates.fields(estimate));
        row.add(estimate.errorKind().label());
        row.add(String.valueOf(estimate.operatorApplications()));
        return row;
    }

    void addTo(JsonObject json) {
        distance.ifPresent(value -> json.with("distance", Estimates.json(value)));
        contributions.ifPresent(parts -> json.with(
                "contributions",
                new JsonObject().with("tensors", json(parts.tensors())).with("steps", json(parts.steps()))));
    }

    private static List<JsonObject> json(List<Part> parts) {
        return parts.stream()
                .map(part -> Estimates.putInto(new JsonObject().with("name", part.name()), part.contribution()))
                .toList();
    }

    void addTo(Table table) {
        distance.ifPresent(value -> table.row(row("distance", "", value)));
        contributions.ifPresent(parts -> {
            parts.tensors().forEach(part -> table.row(row("tensor", part.name(), part.contribution())));
            parts.steps().forEach(part -> table.row(row("step", part.name(), part.contribution())));
        });
    }

    void addTo(List<NumericArray> arrays) {
        distance.ifPresent(value -> arrays.addAll(Estimates.arrays("distance", List.of(), List.of(value))));
        contributions.ifPresent(parts -> {
            arrays.addAll(arrays("tensor_contributions", parts.tensors()));
            arrays.addAll(arrays("step_contributions", parts.steps()));
        });
    }

    private static List<NumericArray> arrays(String name, List<Part> parts) {
        return Estimates.arrays(
                name,
                List.of(parts.size()),
                parts.stream().map(Part::contribution).toList());
    }

    void addTo(HtmlPage page) {
        distance.ifPresent(value -> page.text("Distance " + Numbers.significant(value.value())));
    }

    /** {@return lines for people, none if nothing was asked for} */
    String text() {
        StringBuilder text = new StringBuilder();
        distance.ifPresent(value -> text.append(Lines.line(
                "distance",
                Numbers.significant(value.value()) + " of the norm before training, 95% interval "
                        + Estimates.interval(value))));
        contributions.ifPresent(parts -> text.append('\n')
                .append(table("tensor", parts.tensors()))
                .append('\n')
                .append(table("step", parts.steps())));
        return text.toString();
    }

    private static Table table(String of, List<Part> parts) {
        Table table = new Table(of, "adds", "95% interval");
        for (Part part : parts) {
            table.row(
                    part.name(),
                    Numbers.significant(part.contribution().value(), 4),
                    Estimates.interval(part.contribution()));
        }
        return table;
    }
}
