package io.ntk.cli.command;

import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Report;
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
 * @param metric what was estimated, {@code alignment} or {@code trace}
 * @param of the operator, for a trace, else empty
 * @param study adds supplementary sections to a page
 */
record EstimateReport(
        String metric,
        String of,
        Estimate estimate,
        Optional<AlignmentParts> parts,
        AlignmentDetails details,
        Computation computation,
        Consumer<HtmlPage> study)
        implements Report {

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject().with("metric", metric);
        if (!of.isEmpty()) {
            json.with("of", of);
        }
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
        Table table = new Table(columns).row(AlignmentDetails.row(metric, of, estimate));
        details.addTo(table);
        return table;
    }

    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>(Estimates.arrays(metric, List.of(), List.of(estimate)));
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
        String name = metric + (of.isEmpty() || of.equals("ntk") ? "" : " of " + of);
        StringBuilder text = new StringBuilder(Lines.line(name, Estimates.value(estimate) + "   " + errorText()));
        parts.ifPresent(traces -> text.append(Lines.line(
                "parts",
                "Tr(Θ₀Θ_f) " + Numbers.significant(traces.crossTrace()) + ", Tr(Θ₀²) "
                        + Numbers.significant(traces.squaredFrobeniusBefore()) + ", Tr(Θ_f²) "
                        + Numbers.significant(traces.squaredFrobeniusAfter()))));
        text.append(details.networks().text());
        text.append(Lines.line(
                "method", estimate.estimator() + ", " + effort() + ", seed " + estimate.seed() + stopText()));
        text.append(computation.text()).append(Lines.line("time", Numbers.seconds(computation.seconds())));
        estimate.notes().forEach(note -> text.append(Lines.line("note", note)));
        return text.append(details.text()).toString();
    }

    @Override
    public HtmlPage page() {
        String name = metric.equals("alignment") ? "Kernel alignment" : "Trace of " + of;
        HtmlPage page =
                new HtmlPage(name + " of " + computation.problem().model().name());
        page.number(name, Estimates.value(estimate), errorText());
        page.text(
                metric.equals("alignment")
                        ? "Of the neural tangent kernels before and after training: near 1 for lazy learning, far below 1 for"
                                + " rich learning."
                        : "Of the neural tangent kernel, a matrix of order "
                                + computation.problem().observedShape().size() + ".");
        parts.ifPresent(traces -> page.table(new Table("part", "value")
                .row("Tr(Θ₀Θ_f)", Numbers.significant(traces.crossTrace()))
                .row("Tr(Θ₀²)", Numbers.significant(traces.squaredFrobeniusBefore()))
                .row("Tr(Θ_f²)", Numbers.significant(traces.squaredFrobeniusAfter()))));
        page.text("Method " + estimate.estimator() + ", " + effort() + stopText() + ", "
                + Numbers.seconds(computation.seconds()) + ".");
        estimate.notes().forEach(page::text);
        details.addTo(page);
        study.accept(page);
        return page;
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
