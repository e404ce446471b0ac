package io.ntk.cli.command;

import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.Glossary;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An estimate with all that made it.
 *
 * @param subject what was estimated
 * @param study adds supplementary sections to a page
 */
record EstimateReport(
        Subject subject,
        Estimate estimate,
        Optional<AlignmentParts> parts,
        AlignmentDetails details,
        Computation computation,
        Consumer<HtmlPage> study)
        implements ModelReport {
    private static final List<String> KERNEL_PARTS = List.of("Tr(Θ₀Θ_f)", "Tr(Θ₀²)", "Tr(Θ_f²)");
    private static final List<String> PARTS = List.of("cross trace", "squared norm before", "squared norm after");

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject().with("metric", subject.metric()).with("of", subject.of());
        if (!subject.with().isEmpty()) {
            json.with("with", subject.with());
        }
        subject.reduced().ifPresent(axes -> json.with("reduction", axes.json()));
        Estimates.putError(json.with("value", estimate.value()), estimate)
                .with("estimator", estimate.estimator())
                .with("samples", estimate.samples())
                .with("operatorApplications", estimate.operatorApplications());
        if (estimate.repeatedApplications() > 0) {
            json.with("repeatedApplications", estimate.repeatedApplications());
        }
        computation.putInto(json);
        parts.ifPresent(traces -> json.with(
                "parts",
                new JsonObject()
                        .with("crossTrace", traces.crossTrace())
                        .with("squaredFrobeniusBefore", traces.squaredFrobeniusBefore())
                        .with("squaredFrobeniusAfter", traces.squaredFrobeniusAfter())));
        if (estimate.stop() != StopReason.COMPLETED) {
            json.with("stop", estimate.stop().label());
        }
        details.addTo(json);
        return json;
    }

    @Override
    public Table table() {
        List<String> columns = new ArrayList<>(List.of("quantity", "name"));
        columns.addAll(Estimates.COLUMNS);
        columns.addAll(List.of("error_kind", "applications"));
        Table table = new Table(columns).row(AlignmentDetails.row(subject.metric(), subject.field(), estimate));
        details.addTo(table);
        return table;
    }

    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>(Estimates.arrays(subject.metric(), List.of(), List.of(estimate)));
        parts.ifPresent(traces -> {
            arrays.add(scalar("cross_trace", traces.crossTrace()));
            arrays.add(scalar("squared_frobenius_before", traces.squaredFrobeniusBefore()));
            arrays.add(scalar("squared_frobenius_after", traces.squaredFrobeniusAfter()));
        });
        details.addTo(arrays);
        return arrays;
    }

    private static NumericArray scalar(String name, double value) {
        return new NumericArray(name, List.of(), new double[] {value});
    }

    @Override
    public String value() {
        return estimate.value() + "\n";
    }

    @Override
    public String text() {
        StringBuilder text =
                new StringBuilder(Lines.line(subject.name(), Estimates.headline(estimate) + "   " + errorText()));
        parts.ifPresent(traces -> text.append(Lines.line(
                "parts",
                partName(0) + " " + Numbers.significant(traces.crossTrace()) + ", " + partName(1) + " "
                        + Numbers.significant(traces.squaredFrobeniusBefore()) + ", " + partName(2) + " "
                        + Numbers.significant(traces.squaredFrobeniusAfter()))));
        text.append(details.networks().text());
        text.append(Lines.line(
                "method", estimate.estimator() + ", " + effort() + ", seed " + estimate.seed() + stopText()));
        if (estimate.operatorApplications() > 0) {
            text.append(Lines.line("", explained()));
        }
        text.append(computation.text()).append(Lines.line("time", Numbers.seconds(computation.seconds())));
        estimate.notes().forEach(note -> text.append(Lines.line("note", note)));
        return text.append(details.text()).toString();
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage(
                subject.title() + " of " + computation.problem().model().name());
        page.number(subject.title(), Estimates.headline(estimate), errorText());
        page.text(subject.sentence());
        parts.ifPresent(traces -> page.table(new Table("part", "value")
                .row(partName(0), Numbers.significant(traces.crossTrace()))
                .row(partName(1), Numbers.significant(traces.squaredFrobeniusBefore()))
                .row(partName(2), Numbers.significant(traces.squaredFrobeniusAfter()))));
        page.text("Method " + estimate.estimator() + ", " + effort() + stopText() + ", "
                + Numbers.seconds(computation.seconds()) + ".");
        estimate.notes().forEach(page::text);
        details.addTo(page);
        study.accept(page);
        return page;
    }

    /** What the words of the line on the method mean. */
    private String explained() {
        String method = Glossary.ofMethod(estimate.estimator());
        return (method.isEmpty() ? "" : estimate.estimator() + ": " + method + "; ") + "an application: "
                + Glossary.ofApplication();
    }

    private String partName(int part) {
        return (subject.isOfNtk() ? KERNEL_PARTS : PARTS).get(part);
    }

    private String errorText() {
        return Estimates.error(estimate, computation.problem().precision());
    }

    private String effort() {
        return estimate.operatorApplications() + " applications of each operator"
                + (estimate.repeatedApplications() == 0
                        ? ""
                        : " and " + estimate.repeatedApplications() + " again in float64");
    }

    private String stopText() {
        return estimate.stop() == StopReason.COMPLETED
                ? ""
                : ", " + estimate.stop().label().replace('-', ' ');
    }
}
