package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.dynamics.ExtremeSingularValue;
import io.ntk.estimators.dynamics.LyapunovExponents;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What dynamics do to perturbations.
 *
 * @param exponents of each trial
 * @param largest σ_max(P)
 * @param smallest σ_min(P), where P has an inverse
 * @param obstacle why it has none
 */
record DynamicsReport(
        LyapunovExponents exponents,
        ExtremeSingularValue largest,
        Optional<ExtremeSingularValue> smallest,
        Optional<String> obstacle,
        Computation computation)
        implements ModelReport {
    /** The exponents that text shows; JSON and files have all. */
    private static final int SHOWN = 10;

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("metric", "dynamics")
                .with(
                        "lyapunovExponents",
                        new JsonObject()
                                .with("mean", exponents.mean())
                                .with("standardDeviation", exponents.deviation())
                                .with(
                                        "trials",
                                        IntStream.range(0, exponents.trials())
                                                .mapToObj(exponents::of)
                                                .toList())
                                .with("unresolved", exponents.unresolved()))
                .with("sigmaMax", json(largest))
                .with("sigmaMin", smallest.map(DynamicsReport::json))
                .with("notes", notes());
        return computation.putInto(json);
    }

    private static JsonObject json(ExtremeSingularValue extreme) {
        return new JsonObject()
                .with("value", extreme.value().value())
                .with("residual", extreme.value().residual())
                .with("products", extreme.products())
                .with("stop", extreme.stop().label());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (exponents.unresolved() > 0) {
            notes.add(exponents.unresolved() + " of "
                    + exponents.trialsWithSteps() * exponents.size()
                    + " exponents are unresolved: a step shortens their directions to less than what rounding in "
                    + computation.problem().precision().label() + " leaves, so they are very negative, perhaps −∞.");
        }
        int withoutSteps = exponents.trials() - exponents.trialsWithSteps();
        if (withoutSteps > 0) {
            notes.add(withoutSteps + " of " + exponents.trials()
                    + " trials have no valid step and no exponents; means are over the others.");
        }
        if (exponents.trialsWithSteps() == 1) {
            notes.add("One trial has no spread over trials.");
        }
        obstacle.ifPresent(notes::add);
        return notes;
    }

    /** Of each rank the mean and the standard deviation over trials. */
    @Override
    public Table table() {
        Table table = new Table("number", "lyapunov_mean", "lyapunov_standard_deviation");
        double[] mean = exponents.mean();
        double[] deviation = exponents.deviation();
        for (int i = 0; i < mean.length; i++) {
            table.row(String.valueOf(i + 1), field(mean[i]), field(deviation[i]));
        }
        return table;
    }

    private static String field(double number) {
        return Double.isFinite(number) ? String.valueOf(number) : "";
    }

    @Override
    public List<NumericArray> arrays() {
        int size = exponents.size();
        double[] all = IntStream.range(0, exponents.trials())
                .mapToObj(this::row)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray("lyapunov_exponents", List.of(exponents.trials(), size), all),
                new NumericArray("lyapunov_mean", List.of(size), exponents.mean()),
                new NumericArray("lyapunov_standard_deviation", List.of(size), exponents.deviation())));
        add("sigma_max", largest, arrays);
        smallest.ifPresent(found -> add("sigma_min", found, arrays));
        return arrays;
    }

    /** A trial's exponents, NaN where it has no step. */
    private double[] row(int trial) {
        double[] row = new double[exponents.size()];
        Arrays.fill(row, Double.NaN);
        double[] own = exponents.of(trial);
        System.arraycopy(own, 0, row, 0, own.length);
        return row;
    }

    private void add(String name, ExtremeSingularValue extreme, List<NumericArray> arrays) {
        RitzValue value = extreme.value();
        arrays.add(new NumericArray(name, List.of(), new double[] {value.value()}));
        arrays.add(new NumericArray(name + "_residual", List.of(), new double[] {value.residual()}));
        arrays.add(
                new NumericArray(name + "_observed", sizes(computation.problem().observedShape()), extreme.left()));
        arrays.add(new NumericArray(
                name + "_perturbation", sizes(computation.problem().perturbationShape()), extreme.right()));
    }

    private static List<Integer> sizes(IndexShape shape) {
        return shape.axes().stream().map(Axis::size).toList();
    }

    /** The largest exponent, the mean over trials, and the extreme singular values, one a line. */
    @Override
    public String value() {
        return exponents.mean()[0] + "\n" + largest.value().value() + "\n"
                + smallest.map(found -> found.value().value() + "\n").orElse("");
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder(exponentTable().toString());
        if (exponents.size() > SHOWN) {
            text.append("… and ").append(exponents.size() - SHOWN).append(" more, in --json and --out\n");
        }
        text.append('\n').append(Lines.line("σ_max(P)", withBound(largest)));
        text.append(
                Lines.line("σ_min(P)", smallest.map(DynamicsReport::withBound).orElse("not stated")));
        notes().forEach(note -> text.append(Lines.line("note", note)));
        return text + computation.text() + Lines.line("time", Numbers.seconds(computation.seconds()));
    }

    private static String withBound(ExtremeSingularValue extreme) {
        RitzValue value = extreme.value();
        return Numbers.holding(value.value(), OptionalDouble.of(value.residual())) + "   error at most "
                + Numbers.significant(value.residual(), 2) + ", " + extreme.products() + " products, "
                + extreme.stop().label().replace('-', ' ');
    }

    private Table exponentTable() {
        Table table = new Table("", "Lyapunov exponent", "standard deviation over trials");
        double[] mean = exponents.mean();
        double[] deviation = exponents.deviation();
        for (int i = 0; i < Math.min(SHOWN, mean.length); i++) {
            table.row(String.valueOf(i + 1), shown(mean[i], "unresolved"), shown(deviation[i], ""));
        }
        return table;
    }

    private static String shown(double number, String otherwise) {
        return Double.isFinite(number) ? Numbers.significant(number) : otherwise;
    }

    @Override
    public HtmlPage page() {
        double[] mean = exponents.mean();
        HtmlPage page =
                new HtmlPage("Dynamics of " + computation.problem().model().name());
        page.number(
                "largest Lyapunov exponent, per step",
                shown(mean[0], "unresolved"),
                exponents.trialsWithSteps() == 1
                        ? "of one trial"
                        : "mean over " + exponents.trialsWithSteps()
                                + " trials, standard deviation "
                                + shown(exponents.deviation()[0], "unresolved"));
        page.text(
                "Perturbations of the state grow by exp(exponent) a step along the direction of the exponent: above 0 they grow,"
                        + " below 0 they fade, and so do gradients.");
        page.chart(
                exponentChart(mean),
                "The mean over trials; the band is a standard deviation on each side. Exponents are of "
                        + stepsOfTrials() + ".");
        page.chart(
                stepChart(),
                "Which steps the perturbation acts on of which most is seen (least, for σ_min), and at which it is seen: the"
                        + " part of its squared length that each step has. Steps count from 0.");
        page.table(singularTable()).section("Exponents").table(exponentTable());
        notes().forEach(page::text);
        page.text("In " + Numbers.seconds(computation.seconds()) + ".");
        return page;
    }

    private String stepsOfTrials() {
        IntSummaryStatistics steps = Arrays.stream(computation.problem().usedSteps())
                .filter(used -> used > 0)
                .summaryStatistics();
        return steps.getMin() == steps.getMax()
                ? steps.getMax() + " steps"
                : "each trial's own " + steps.getMin() + " to " + steps.getMax() + " steps";
    }

    private LineChart exponentChart(double[] mean) {
        double[] deviation = exponents.deviation();
        double[] x = IntStream.rangeClosed(1, mean.length).asDoubleStream().toArray();
        double[] lower = new double[mean.length];
        double[] upper = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double spread = Double.isFinite(deviation[i]) ? deviation[i] : 0;
            lower[i] = mean[i] - spread;
            upper[i] = mean[i] + spread;
        }
        LineChart chart = new LineChart("Lyapunov spectrum", "number", "exponent, per step");
        return mean.length == 1
                ? chart.points("exponent", x, mean, lower, upper)
                : chart.band("mean over trials", x, mean, lower, upper);
    }

    private LineChart stepChart() {
        LineChart chart = new LineChart("Singular vectors of P over time", "step", "share of the squared length");
        addSteps(chart, "σ_max", largest);
        smallest.ifPresent(found -> addSteps(chart, "σ_min", found));
        return chart;
    }

    private void addSteps(LineChart chart, String name, ExtremeSingularValue extreme) {
        addSteps(
                chart,
                name + ", perturbation",
                extreme.right(),
                computation.problem().perturbationShape());
        addSteps(chart, name + ", seen", extreme.left(), computation.problem().observedShape());
    }

    /** What is seen of the last step alone has no steps to show. */
    private static void addSteps(LineChart chart, String name, double[] vector, IndexShape shape) {
        double @Nullable [] shares = shares(vector, shape);
        if (shares != null) {
            double[] x = IntStream.range(0, shares.length).asDoubleStream().toArray();
            if (shares.length == 1) {
                chart.points(name, x, shares, shares, shares);
            } else {
                chart.line(name, x, shares);
            }
        }
    }

    private static double @Nullable [] shares(double[] vector, IndexShape shape) {
        if (shape.axes().stream().noneMatch(axis -> axis.name().equals(Axis.TIME))) {
            return null;
        }
        int steps = shape.sizeOf(Axis.TIME);
        int units = shape.sizeOf(Axis.UNIT);
        double[] shares = new double[steps];
        for (int i = 0; i < vector.length; i++) {
            shares[i / units % steps] += vector[i] * vector[i];
        }
        return shares;
    }

    private Table singularTable() {
        Table table = new Table("singular value of P", "value", "error at most");
        row(table, "largest", largest.value());
        smallest.ifPresent(found -> row(table, "smallest", found.value()));
        return table;
    }

    private static void row(Table table, String name, RitzValue value) {
        table.row(
                name,
                Numbers.holding(value.value(), OptionalDouble.of(value.residual())),
                Numbers.significant(value.residual(), 2));
    }
}
