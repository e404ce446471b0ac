package io.ntk.cli.command;

import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.training.flow.FrozenKernel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The flow in a few lines for people. */
final class FlowText {
    /** In words, how much of the error lies in these leading eigenvectors. */
    private static final List<Integer> SHOWN = List.of(1, 2, 5, 10, 20, 50, 100);

    private static final int MANY_TENSORS = 6;

    /** A relative error that cannot be seen in what is printed. */
    private static final double SMALL = 1e-6;

    private final FlowFacts facts;
    private final Computation computation;

    FlowText(FlowFacts facts, Computation computation) {
        this.facts = facts;
        this.computation = computation;
    }

    String text() {
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
                Estimates.headline(facts.alignment()) + "   of the error with the kernel, "
                        + Estimates.error(
                                facts.alignment(), computation.problem().precision())));
        text.append(Lines.line(
                "stages",
                facts.stages().entrySet().stream()
                        .map(stage -> stage.getKey() + " " + gain(stage.getValue()))
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
                .flatMap(groups ->
                        groups.indices().flatMap(a -> groups.indices().map(b -> groups.block(a, b))));
    }

    static String lossText(FlowFacts facts) {
        int all = facts.targets().trials() * facts.targets().steps();
        return facts.loss().label() + " over " + (facts.counted() == all ? "" : facts.counted() + " of ") + all
                + " steps";
    }

    private static String gain(double gain) {
        return Double.isNaN(gain) ? "undefined" : Numbers.significant(gain, 4);
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
