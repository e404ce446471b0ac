package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Table;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.training.flow.FrozenKernel;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What learning does next, with all that made it. */
record FlowReport(FlowFacts facts, Computation computation) implements ModelReport {
    @Override
    public JsonObject json() {
        GradientFlow flow = facts.flow();
        ErrorSpectrum spectrum = facts.spectrum();
        JsonObject json = new JsonObject()
                .with("metric", "flow")
                .with("lossFunction", facts.loss().label())
                .with("lossBefore", facts.found().value())
                .with("countedSteps", facts.counted())
                .with("errorNorm", flow.errorNorm())
                .with("gradientNorm", flow.gradientNorm())
                .with("flowNorm", flow.flowNorm())
                .with("rayleigh", flow.rayleigh())
                .with("norm", Estimates.json(facts.norm()))
                .with("errorAlignment", Estimates.json(facts.alignment()))
                .with("estimator", facts.norm().estimator())
                .with("gradientShare", flow.gradientShare())
                .with("flowShareByStep", flow.flowShare(Axis.TIME))
                .with("flowShareByTrial", flow.flowShare(Axis.TRIAL))
                .with("flowShareByUnit", flow.flowShare(Axis.UNIT))
                .with("stages", facts.stages())
                .with(
                        "errorSpectrum",
                        new JsonObject()
                                .with("values", list(spectrum.values(), RitzValue::value))
                                .with("residuals", list(spectrum.values(), RitzValue::residual))
                                .with("shares", list(spectrum.shares(), ErrorSpectrum.Share::value))
                                .with("errors", list(spectrum.shares(), ErrorSpectrum.Share::error))
                                .with("products", spectrum.products())
                                .with("stop", spectrum.stop().label()));
        facts.groups().ifPresent(groups -> putGroups(json, groups));
        facts.prediction().ifPresent(prediction -> json.with("frozenKernel", json(prediction)));
        return computation.putInto(json);
    }

    private static JsonObject json(FlowFacts.Prediction prediction) {
        FrozenKernel frozen = prediction.frozen();
        return new JsonObject()
                .with("rate", prediction.rate())
                .with("losses", frozen.losses())
                .with("errors", frozen.bounds())
                .with("divergesAbove", frozen.divergingRate())
                .with("products", frozen.products());
    }

    private static void putGroups(JsonObject json, FlowFacts.Groups groups) {
        json.with("groups", groups.names())
                .with(
                        "groupGradientCosine",
                        groups.indices().map(groups::cosines).toList())
                .with(
                        "groupBlockAlignment",
                        groups.indices()
                                .map(a -> groups.indices()
                                        .map(b -> Estimates.json(groups.block(a, b)))
                                        .toList())
                                .toList());
    }

    private static <T> List<Double> list(List<T> of, ToDoubleFunction<T> part) {
        return of.stream().mapToDouble(part).boxed().toList();
    }

    @Override
    public Table table() {
        return FlowTable.of(facts);
    }

    @Override
    public List<NumericArray> arrays() {
        return FlowArrays.of(facts, computation.problem());
    }

    @Override
    public HtmlPage page() {
        return new FlowPage(facts, computation).page();
    }

    /** The alignment of the error with the kernel alone. */
    @Override
    public String value() {
        return facts.alignment().value() + "\n";
    }

    @Override
    public String text() {
        return new FlowText(facts, computation).text();
    }
}
