package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.chart.HeatMap;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.training.flow.FrozenKernel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The pictures of a flow: when, where and in which tensors learning acts, and what it cannot reach. */
final class FlowPage {
    /** More bars than this are drawn as a line. */
    private static final int MOST_BARS = 24;
    /** Names of more groups than this cannot be read. */
    private static final int MOST_GROUPS = 40;

    private final FlowFacts facts;
    private final Computation computation;

    FlowPage(FlowFacts facts, Computation computation) {
        this.facts = facts;
        this.computation = computation;
    }

    HtmlPage page() {
        String observed = computation.problem().observable().label();
        HtmlPage page = new HtmlPage(
                        "Gradient flow of " + computation.problem().model().name())
                .number(
                        "alignment of the error with the kernel",
                        Estimates.headline(facts.alignment()),
                        Estimates.error(facts.alignment(), computation.problem().precision()))
                .text("The loss is " + Numbers.significant(facts.found().value()) + ", " + FlowText.lossText(facts)
                        + ". The error Err is its derivative by the " + observed
                        + ". A small step of gradient descent moves them by the flow −Θ Err for a unit of learning rate, Θ being"
                        + " their neural tangent kernel. The alignment is 1 if the whole kernel points at the error, and 0 if"
                        + " learning does not reach it.");
        if (facts.flow().gradientNorm() == 0) {
            return page.text("The gradient is zero: nothing flows, and there is nothing to show of where.");
        }
        where(page);
        how(page);
        facts.groups().ifPresent(groups -> compared(page, groups));
        facts.prediction().ifPresent(prediction -> frozen(page, prediction));
        return page.text("‖Θ‖ by " + facts.norm().estimator() + ", "
                + facts.norm().operatorApplications() + " applications; "
                + facts.spectrum().products() + " products for the eigenvectors, "
                + Numbers.seconds(computation.seconds()) + ".");
    }

    private void where(HtmlPage page) {
        GradientFlow flow = facts.flow();
        page.section("When and where")
                .chart(
                        line("Over time", "time step", "error", flow.errorShare(Axis.TIME))
                                .line("flow", numbers(flow.flowShare(Axis.TIME).length), flow.flowShare(Axis.TIME)),
                        "At which steps the error stands, and at which steps learning changes what is observed: what lies at"
                                + " later steps than its error is spread by the dynamics. Shares of the squared norms; each line"
                                + " sums to 1. Steps count from 0.");
        BarChart tensors = new BarChart("By parameter tensor", "share of the squared gradient");
        flow.gradientShare().forEach((tensor, share) -> tensors.bar(tensor, share, 0));
        page.chart(tensors, "Which tensors the gradient changes: one near 1 does nearly all of what is learnt next.");
        shares(page, "By trial", "trial", flow.flowShare(Axis.TRIAL), "Which trials the next step of learning moves.");
        shares(page, "By unit", "unit", flow.flowShare(Axis.UNIT), "Which units the next step of learning moves.");
    }

    private static LineChart line(String title, String x, String name, double[] shares) {
        return new LineChart(title, x, "share of the squared norm").line(name, numbers(shares.length), shares);
    }

    private static double[] numbers(int count) {
        return IntStream.range(0, count).asDoubleStream().toArray();
    }

    private static void shares(HtmlPage page, String title, String what, double[] shares, String caption) {
        String whole = caption + " Shares of the squared flow, which sum to 1; each " + what + " would have "
                + Numbers.significant(1.0 / shares.length, 3) + " if it flowed evenly.";
        if (shares.length > MOST_BARS) {
            page.chart(line(title, what + ", from 0", "flow", shares), whole);
            return;
        }
        BarChart bars = new BarChart(title, "share of the squared flow");
        for (int i = 0; i < shares.length; i++) {
            bars.bar(what + " " + i, shares[i], 0);
        }
        page.chart(bars, whole);
    }

    private void how(HtmlPage page) {
        BarChart stages = new BarChart("Stages", "norm after, by norm before");
        facts.flow().stages().stream()
                .filter(stage -> Double.isFinite(stage.gain()))
                .forEach(stage -> stages.bar(stage.operator(), stage.gain(), 0));
        page.section("How much")
                .chart(
                        stages,
                        "The flow is P K P* Err. P* carries the error back through time, K is what one step's parameters make"
                                + " of it, P carries that forward. A gain above 1 amplifies the error, one below 1 loses some"
                                + " of it.");
        List<ErrorSpectrum.Share> shares = facts.spectrum().shares();
        double[] k = IntStream.rangeClosed(1, shares.size()).asDoubleStream().toArray();
        page.chart(
                new LineChart("The error's spectrum", "leading eigenvectors of Θ", "share of the squared error")
                        .points(
                                "share",
                                k,
                                shares.stream()
                                        .mapToDouble(ErrorSpectrum.Share::value)
                                        .toArray(),
                                shares.stream()
                                        .mapToDouble(share -> Math.max(0, share.value() - share.error()))
                                        .toArray(),
                                shares.stream()
                                        .mapToDouble(share -> Math.min(1, share.value() + share.error()))
                                        .toArray())
                        .range(0, 1),
                "How much of the error lies in the span of the first eigenvectors of the kernel, which is learnt first. Bars are"
                        + " bounds of the errors; they are long where eigenvalues are hard to tell apart.");
    }

    private static void compared(HtmlPage page, FlowFacts.Groups groups) {
        page.section("Groups of trials");
        if (groups.size() <= MOST_GROUPS) {
            double[][] cosines = new double[groups.size()][groups.size()];
            double[][] blocks = new double[groups.size()][groups.size()];
            for (int a = 0; a < groups.size(); a++) {
                for (int b = 0; b < groups.size(); b++) {
                    cosines[a][b] = groups.cosine(a, b);
                    blocks[a][b] = groups.block(a, b).value();
                }
            }
            page.chart(
                            new HeatMap("Gradient cosine", groups.names(), groups.names(), cosines, -1, 1),
                            "Cosines of the angles between the gradients that every two groups ask for. Below 0, what serves one"
                                    + " harms the other; 1 on the diagonal. A group without error has none.")
                    .chart(
                            new HeatMap("Block alignment", groups.names(), groups.names(), blocks, 0, 1),
                            "‖Θ_ab‖ / √(‖Θ_aa‖ ‖Θ_bb‖): how much learning on one group moves the other, for better or worse.");
        }
        Table table = FlowText.groupTable(groups);
        page.table(table);
    }

    private static void frozen(HtmlPage page, FlowFacts.Prediction prediction) {
        FrozenKernel frozen = prediction.frozen();
        double[] losses = frozen.losses();
        double[] lower = new double[losses.length];
        double[] upper = new double[losses.length];
        for (int s = 0; s < losses.length; s++) {
            lower[s] = Math.max(0, losses[s] - frozen.bounds()[s]);
            upper[s] = losses[s] + frozen.bounds()[s];
        }
        page.section("If the kernel stayed")
                .chart(
                        new LineChart("Loss of the frozen kernel", "step of gradient descent", "loss")
                                .logarithmicY()
                                .band("predicted", numbers(losses.length), losses, lower, upper),
                        "The loss of plain gradient descent at rate " + prediction.rate()
                                + " on these trials, if the kernel of the outputs stayed as it is. Real learning that follows it"
                                + " is lazy. The band is a bound of the error, at most ±"
                                + Numbers.significant(
                                        Arrays.stream(frozen.bounds()).max().orElse(0), 2) + ".")
                .text("The " + FlowText.frozenText(prediction) + ".");
    }
}
