package io.ntk.cli.command;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.Axis;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import io.ntk.training.flow.FrozenKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What learning does next, with all that made it. */
record FlowReport(FlowFacts facts, Computation computation) implements Report {
    /** In words, how much of the error lies in these leading eigenvectors. */
    private static final List<Integer> SHOWN = List.of(1, 2, 5, 10, 20, 50, 100);

    private static final int MANY_TENSORS = 6;

    /** A relative error that cannot be seen in what is printed. */
    private static final double SMALL = 1e-6;

    @Override
    public JsonObject json() {
        GradientFlow flow = facts.flow();
        ErrorSpectrum spectrum = facts.spectrum();
        JsonObject json = new JsonObject()
                .with("metric", "flow")
                .with("lossFunction", facts.loss().label())
                .with("loss", facts.found().value())
                .with("countedSteps", facts.counted())
                .with("errorNorm", flow.errorNorm())
                .with("gradientNorm", flow.gradientNorm())
                .with("flowNorm", flow.flowNorm())
                .with("rayleigh", flow.rayleigh())
                .with("norm", Estimates.json(facts.norm()))
                .with("errorAlignment", Estimates.json(facts.alignment()))
                .with("estimator", facts.norm().estimator())
                .with("gradientShare", known(flow.gradientShare()))
                .with("flowShareByStep", known(flow.flowShare(Axis.TIME)))
                .with("flowShareByTrial", known(flow.flowShare(Axis.TRIAL)))
                .with("flowShareByUnit", known(flow.flowShare(Axis.UNIT)))
                .with("stages", known(stages()))
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
                .with("losses", known(frozen.losses()))
                .with("errors", known(frozen.bounds()))
                .with("divergesAbove", frozen.divergingRate())
                .with("products", frozen.products());
    }

    private static void putGroups(JsonObject json, FlowFacts.Groups groups) {
        json.with("groups", groups.names())
                .with(
                        "groupGradientCosine",
                        indices(groups).map(a -> known(row(groups, a))).toList())
                .with(
                        "groupBlockAlignment",
                        indices(groups)
                                .map(a -> indices(groups)
                                        .map(b -> Estimates.json(groups.block(a, b)))
                                        .toList())
                                .toList());
    }

    private static Stream<Integer> indices(FlowFacts.Groups groups) {
        return IntStream.range(0, groups.size()).boxed();
    }

    private static double[] row(FlowFacts.Groups groups, int a) {
        return IntStream.range(0, groups.size())
                .mapToDouble(b -> groups.cosine(a, b))
                .toArray();
    }

    /** JSON has no NaN: what is not defined is null. */
    private static List<OptionalDouble> known(double[] values) {
        return Arrays.stream(values).mapToObj(FlowReport::known).toList();
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Map<String, OptionalDouble> known(Map<String, Double> values) {
        Map<String, OptionalDouble> known = new LinkedHashMap<>();
        values.forEach((name, value) -> known.put(name, known(value)));
        return known;
    }

    private static <T> List<Double> list(List<T> of, ToDoubleFunction<T> part) {
        return of.stream().mapToDouble(part).boxed().toList();
    }

    private Map<String, Double> stages() {
        Map<String, Double> stages = new LinkedHashMap<>();
        facts.flow().stages().forEach(stage -> stages.put(stage.operator(), stage.gain()));
        return stages;
    }

    /** A row for every number, by what it is of. */
    @Override
    public Table table() {
        List<String> columns = new ArrayList<>(List.of("quantity", "name"));
        columns.addAll(Estimates.COLUMNS);
        Table table = new Table(columns);
        GradientFlow flow = facts.flow();
        add(table, "loss", facts.loss().label(), facts.found().value(), null);
        add(table, "error_norm", "", flow.errorNorm(), null);
        add(table, "gradient_norm", "", flow.gradientNorm(), null);
        add(table, "flow_norm", "", flow.flowNorm(), null);
        add(table, "rayleigh", "", flow.rayleigh(), null);
        add(table, "norm", "", facts.norm());
        add(table, "error_alignment", "", facts.alignment());
        flow.gradientShare().forEach((tensor, share) -> add(table, "gradient_share", tensor, share, null));
        addAll(table, "flow_share_by_step", flow.flowShare(Axis.TIME));
        addAll(table, "flow_share_by_trial", flow.flowShare(Axis.TRIAL));
        addAll(table, "flow_share_by_unit", flow.flowShare(Axis.UNIT));
        stages().forEach((stage, gain) -> add(table, "stage", stage, gain, null));
        List<ErrorSpectrum.Share> shares = facts.spectrum().shares();
        for (int k = 0; k < shares.size(); k++) {
            ErrorSpectrum.Share share = shares.get(k);
            add(table, "error_share", String.valueOf(k + 1), share.value(), share.error());
        }
        facts.groups().ifPresent(groups -> addGroups(table, groups));
        facts.prediction().ifPresent(prediction -> {
            double[] losses = prediction.frozen().losses();
            for (int s = 0; s < losses.length; s++) {
                add(
                        table,
                        "frozen_loss",
                        String.valueOf(s),
                        losses[s],
                        prediction.frozen().bounds()[s]);
            }
        });
        return table;
    }

    private static void addGroups(Table table, FlowFacts.Groups groups) {
        for (int a = 0; a < groups.size(); a++) {
            for (int b = a + 1; b < groups.size(); b++) {
                String pair = groups.names().get(a) + " " + groups.names().get(b);
                add(table, "group_gradient_cosine", pair, groups.cosine(a, b), null);
                add(table, "group_block_alignment", pair, groups.block(a, b));
            }
        }
    }

    private static void addAll(Table table, String quantity, double[] values) {
        for (int i = 0; i < values.length; i++) {
            add(table, quantity, String.valueOf(i), values[i], null);
        }
    }

    /** With a bound of the error, or exact. */
    private static void add(Table table, String quantity, String name, double value, @Nullable Double bound) {
        boolean isKnown = !Double.isNaN(value);
        table.row(
                quantity,
                name,
                isKnown ? String.valueOf(value) : "",
                "",
                isKnown && bound != null ? String.valueOf(value - bound) : "",
                isKnown && bound != null ? String.valueOf(value + bound) : "");
    }

    private static void add(Table table, String quantity, String name, Estimate estimate) {
        List<String> row = new ArrayList<>(List.of(quantity, name));
        row.addAll(Estimates.fields(estimate));
        table.row(row);
    }

    @Override
    public List<NumericArray> arrays() {
        GradientFlow flow = facts.flow();
        List<Integer> observed = computation.problem().observedShape().axes().stream()
                .map(axis -> Math.toIntExact(axis.size()))
                .toList();
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray("error", observed, facts.found().error()),
                new NumericArray("flow", observed, flow.flow())));
        for (ParameterTensor tensor : computation.problem().selectedLayout().tensors()) {
            arrays.add(new NumericArray(
                    "gradient." + tensor.name(),
                    tensor.shape(),
                    Arrays.copyOfRange(flow.gradient(), tensor.offset(), tensor.offset() + tensor.size())));
        }
        arrays.add(scalar("loss", facts.found().value()));
        arrays.add(scalar("error_norm", flow.errorNorm()));
        arrays.add(scalar("gradient_norm", flow.gradientNorm()));
        arrays.add(scalar("flow_norm", flow.flowNorm()));
        arrays.add(scalar("rayleigh", flow.rayleigh()));
        arrays.addAll(Estimates.arrays("norm", List.of(), List.of(facts.norm())));
        arrays.addAll(Estimates.arrays("error_alignment", List.of(), List.of(facts.alignment())));
        arrays.add(vector("flow_share_by_step", flow.flowShare(Axis.TIME)));
        arrays.add(vector("flow_share_by_trial", flow.flowShare(Axis.TRIAL)));
        arrays.add(vector("flow_share_by_unit", flow.flowShare(Axis.UNIT)));
        arrays.add(vector("stages", values(stages().values().stream().mapToDouble(gain -> gain))));
        ErrorSpectrum spectrum = facts.spectrum();
        arrays.add(vector(
                "error_spectrum_values", values(spectrum.values().stream().mapToDouble(RitzValue::value))));
        arrays.add(vector(
                "error_spectrum_shares", values(spectrum.shares().stream().mapToDouble(ErrorSpectrum.Share::value))));
        arrays.add(vector(
                "error_spectrum_errors", values(spectrum.shares().stream().mapToDouble(ErrorSpectrum.Share::error))));
        facts.groups().ifPresent(groups -> addGroups(arrays, groups));
        facts.prediction().ifPresent(prediction -> {
            arrays.add(vector("frozen_losses", prediction.frozen().losses()));
            arrays.add(vector("frozen_errors", prediction.frozen().bounds()));
        });
        return arrays;
    }

    private static void addGroups(List<NumericArray> arrays, FlowFacts.Groups groups) {
        List<Integer> shape = List.of(groups.size(), groups.size());
        arrays.add(vector("groups", values(groups.names().stream().mapToDouble(Double::parseDouble))));
        arrays.add(new NumericArray(
                "group_gradient_cosine",
                shape,
                values(indices(groups).flatMapToDouble(a -> Arrays.stream(row(groups, a))))));
        arrays.addAll(Estimates.arrays(
                "group_block_alignment",
                shape,
                indices(groups)
                        .flatMap(a -> indices(groups).map(b -> groups.block(a, b)))
                        .toList()));
    }

    private static double[] values(DoubleStream stream) {
        return stream.toArray();
    }

    private static NumericArray scalar(String name, double value) {
        return new NumericArray(name, List.of(), new double[] {value});
    }

    private static NumericArray vector(String name, double[] values) {
        return new NumericArray(name, List.of(values.length), values);
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
        GradientFlow flow = facts.flow();
        StringBuilder text = new StringBuilder();
        text.append(Lines.line("loss", Numbers.significant(facts.found().value()) + "   " + lossText(facts)));
        text.append(Lines.line(
                "norms",
                "error " + Numbers.significant(flow.errorNorm()) + ", gradient "
                        + Numbers.significant(flow.gradientNorm()) + ", flow "
                        + Numbers.significant(flow.flowNorm())));
        text.append(Lines.line(
                "rayleigh",
                Numbers.significant(flow.rayleigh()) + "   the rate at which the error falls along itself"));
        text.append(Lines.line(
                "alignment",
                Estimates.value(facts.alignment()) + "   of the error with the kernel, "
                        + Estimates.error(
                                facts.alignment(), computation.problem().precision())));
        text.append(Lines.line(
                "stages",
                stages().entrySet().stream()
                        .map(stage -> stage.getKey() + " " + Numbers.significant(stage.getValue(), 4))
                        .collect(Collectors.joining(", "))));
        text.append(Lines.line("tensors", tensors()));
        text.append(Lines.line("spectrum", spectrumText()));
        facts.groups()
                .ifPresent(
                        groups -> text.append('\n').append(groupTable(groups)).append('\n'));
        facts.prediction().ifPresent(prediction -> text.append(Lines.line("frozen", frozenText(prediction))));
        return text.append(computation.text())
                .append(Lines.line(
                        "method",
                        "‖Θ‖ by " + facts.norm().estimator() + ", "
                                + facts.norm().operatorApplications() + " applications, seed "
                                + computation.seed()))
                .append(Lines.line("time", Numbers.seconds(computation.seconds())))
                .append(Estimates.notes(Stream.concat(Stream.of(facts.alignment()), blocks())))
                .toString();
    }

    private Stream<Estimate> blocks() {
        return facts.groups().stream()
                .flatMap(groups -> indices(groups).flatMap(a -> indices(groups).map(b -> groups.block(a, b))));
    }

    static String lossText(FlowFacts facts) {
        int all = facts.targets().trials() * facts.targets().steps();
        return facts.loss().label() + " over " + (facts.counted() == all ? "" : facts.counted() + " of ") + all
                + " steps";
    }

    private String tensors() {
        List<Map.Entry<String, Double>> shares = facts.flow().gradientShare().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .toList();
        String shown = shares.stream()
                .limit(MANY_TENSORS)
                .map(share -> share.getKey() + " " + percent(share.getValue()))
                .collect(Collectors.joining(", "));
        return shown + (shares.size() > MANY_TENSORS ? " and " + (shares.size() - MANY_TENSORS) + " smaller" : "");
    }

    private String spectrumText() {
        List<ErrorSpectrum.Share> shares = facts.spectrum().shares();
        return SHOWN.stream()
                        .filter(k -> k <= shares.size())
                        .map(k -> k + ": " + percent(shares.get(k - 1)))
                        .collect(Collectors.joining(", "))
                + "   of the error, by leading eigenvectors";
    }

    private static String percent(ErrorSpectrum.Share share) {
        return share.error() >= 0.01 ? percent(share.value()) + " ± " + percent(share.error()) : percent(share.value());
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "undefined" : Numbers.significant(100 * share, 3) + " %";
    }

    /** {@return a row for every two groups} */
    static Table groupTable(FlowFacts.Groups groups) {
        Table table = new Table("group", "and group", "gradient cosine", "block alignment", "95% interval");
        for (int a = 0; a < groups.size(); a++) {
            for (int b = a + 1; b < groups.size(); b++) {
                Estimate block = groups.block(a, b);
                table.row(
                        groups.names().get(a),
                        groups.names().get(b),
                        Double.isNaN(groups.cosine(a, b)) ? "-" : Numbers.significant(groups.cosine(a, b), 4),
                        Estimates.value(block),
                        Estimates.interval(block));
            }
        }
        return table;
    }

    static String frozenText(FlowFacts.Prediction prediction) {
        FrozenKernel frozen = prediction.frozen();
        int last = frozen.losses().length - 1;
        double loss = frozen.losses()[last];
        double error = frozen.bounds()[last];
        return "loss " + Numbers.significant(frozen.losses()[0]) + (loss <= frozen.losses()[0] ? " falls" : " grows")
                + " to " + Numbers.significant(loss)
                + (error > SMALL * loss ? " ± " + Numbers.significant(error, 2) : "") + " after " + last
                + " steps at rate " + prediction.rate()
                + (frozen.divergingRate().isPresent()
                        ? ", diverges above "
                                + Numbers.significant(frozen.divergingRate().getAsDouble(), 3)
                        : "");
    }
}
