package io.ntk.cli.command;

import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.estimators.spectrum.SpectralDensity;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The leading part of a spectrum with all that made it.
 *
 * @param of the operator; of P Pᵀ the roots of its eigenvalues, which are the singular values of P
 * @param shape of the vectors that it acts on
 * @param study adds supplementary sections to a page
 */
record SpectrumReport(
        KernelOperator of, IndexShape shape, Spectrum spectrum, Computation computation, Consumer<HtmlPage> study)
        implements ModelReport {

    /** Bars of the density, one for each factor of ten or less of an eigenvalue. */
    private static final int BINS = 8;

    /**
     * What was found.
     *
     * @param values the largest values and the bounds of their errors
     * @param dimensions effective dimensions, {@code all} first, then by axis
     * @param density how all eigenvalues are distributed, if asked for
     * @param vectors {@code [values, …observed shape]}, the eigenvectors of the values, if asked for
     */
    record Spectrum(
            List<RitzValue> values,
            int products,
            StopReason stop,
            Map<String, Estimate> dimensions,
            Optional<SpectralDensity> density,
            Optional<NumericArray> vectors) {

        /** {@return the same values and vectors, with what else is known of the spectrum} */
        Spectrum with(Map<String, Estimate> allDimensions, Optional<SpectralDensity> estimated) {
            return new Spectrum(values, products, stop, allDimensions, estimated, vectors);
        }
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("metric", "spectrum")
                .with("of", of.label())
                .with("values", spectrum.values().stream().map(RitzValue::value).toList())
                .with(
                        "residuals",
                        spectrum.values().stream().map(RitzValue::residual).toList())
                .with("operatorNorm", spectrum.values().get(0).value())
                .with("products", spectrum.products())
                .with("stop", spectrum.stop().label());
        if (!spectrum.dimensions().isEmpty()) {
            JsonObject dimensions = new JsonObject();
            spectrum.dimensions().forEach((axis, estimate) -> dimensions.with(axis, Estimates.json(estimate)));
            json.with("effectiveDimension", dimensions);
        }
        spectrum.density().ifPresent(density -> json.with("density", densityJson(density)));
        return computation.putInto(json);
    }

    /** The values and the bounds of their errors. */
    @Override
    public Table table() {
        Table table = new Table("number", "value", "residual");
        for (int i = 0; i < spectrum.values().size(); i++) {
            RitzValue value = spectrum.values().get(i);
            table.row(String.valueOf(i + 1), String.valueOf(value.value()), String.valueOf(value.residual()));
        }
        return table;
    }

    @Override
    public List<NumericArray> arrays() {
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray("values", List.of(spectrum.values().size()), numbers(RitzValue::value)),
                new NumericArray("residuals", List.of(spectrum.values().size()), numbers(RitzValue::residual))));
        spectrum.vectors().ifPresent(arrays::add);
        spectrum.dimensions()
                .forEach((axis, estimate) ->
                        arrays.addAll(Estimates.arrays("effective_dimension_" + axis, List.of(), List.of(estimate))));
        return arrays;
    }

    private double[] numbers(ToDoubleFunction<RitzValue> part) {
        return spectrum.values().stream().mapToDouble(part).toArray();
    }

    private static List<Object> densityJson(SpectralDensity density) {
        List<Object> quadratures = new ArrayList<>();
        for (List<SpectralDensity.Node> quadrature : density.quadratures()) {
            quadratures.add(quadrature.stream()
                    .map(node -> List.of(node.value(), node.weight()))
                    .toList());
        }
        return quadratures;
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage(title() + computation.problem().model().name());
        RitzValue largest = spectrum.values().get(0);
        page.number(
                "largest " + valueName(),
                Numbers.holding(largest.value(), OptionalDouble.of(largest.residual())),
                "error at most " + Numbers.significant(largest.residual(), 2));
        page.chart(addTo(chart("Largest values", valueName()), "value", spectrum.values()), bounds(spectrum.values()));
        if (!spectrum.dimensions().isEmpty()) {
            BarChart dimensions = new BarChart("Effective dimension", "as a share of the largest possible");
            spectrum.dimensions()
                    .forEach((axis, estimate) -> dimensions.bar(
                            axis.equals("all") ? "in all" : AxesMap.plural(axis),
                            estimate.value() / size(axis),
                            Estimates.halfWidth(estimate) / size(axis)));
            page.chart(dimensions, "Bars of error are 95% intervals.");
        }
        page.table(valueTable());
        if (!spectrum.dimensions().isEmpty()) {
            page.section("Effective dimension").table(dimensionTable());
        }
        spectrum.density().ifPresent(density -> page.section("All eigenvalues").table(histogram(density)));
        page.text(effort() + ".");
        study.accept(page);
        return page;
    }

    /** {@return a chart to which values are to be added; both its axes are logarithmic, so that a power law is a line} */
    static LineChart chart(String title, String valueName) {
        return new LineChart(title, "number", valueName).logarithmicX().logarithmicY();
    }

    /** {@return a sentence on the bars that {@link #addTo} adds for some values} */
    static String bounds(List<RitzValue> values) {
        return bounds(values.stream().mapToDouble(RitzValue::residual));
    }

    /** {@return the same for bars of these lengths} */
    static String bounds(DoubleStream lengths) {
        return "Bars are bounds of the errors, the longest ±"
                + Numbers.significant(lengths.max().orElse(0), 2) + ".";
    }

    private String title() {
        return switch (of) {
            case NTK -> "Spectrum of the kernel of ";
            case ONE_STEP -> "Spectrum of the one-step kernel of ";
            case PROPAGATION -> "Singular values of the propagation of ";
        };
    }

    private String valueName() {
        return of == KernelOperator.PROPAGATION ? "singular value" : "eigenvalue";
    }

    /** {@return the chart with the values, the largest at 1, and with bounds of their errors as bars} */
    static LineChart addTo(LineChart chart, String name, List<RitzValue> values) {
        return chart.points(
                name,
                IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
                values.stream().mapToDouble(RitzValue::value).toArray(),
                values.stream().mapToDouble(v -> v.value() - v.residual()).toArray(),
                values.stream().mapToDouble(v -> v.value() + v.residual()).toArray());
    }

    private String effort() {
        return spectrum.products() + " products for the values, "
                + spectrum.stop().label().replace('-', ' ') + ", " + Numbers.seconds(computation.seconds());
    }

    /** The values alone, one a line. */
    @Override
    public String value() {
        return spectrum.values().stream().map(value -> value.value() + "\n").collect(Collectors.joining());
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder(valueTable().toString());
        if (!spectrum.dimensions().isEmpty()) {
            text.append('\n').append(dimensionTable());
        }
        spectrum.density().ifPresent(density -> text.append('\n').append(histogram(density)));
        String which = of == KernelOperator.ONE_STEP ? Lines.line("of", of.title()) : "";
        return text + "\n" + which + computation.text() + Lines.line("products", effort());
    }

    private Table valueTable() {
        Table values = new Table("", valueName(), "error at most");
        for (int i = 0; i < spectrum.values().size(); i++) {
            RitzValue value = spectrum.values().get(i);
            values.row(
                    String.valueOf(i + 1),
                    Numbers.holding(value.value(), OptionalDouble.of(value.residual())),
                    Numbers.significant(value.residual(), 2));
        }
        return values;
    }

    private Table dimensionTable() {
        Table dimensions = new Table("effective dimension", "value", "of", "95% interval");
        spectrum.dimensions()
                .forEach((axis, estimate) -> dimensions.row(
                        axis.equals("all") ? "in all" : "of " + AxesMap.plural(axis),
                        Estimates.value(estimate),
                        String.valueOf(size(axis)),
                        Estimates.interval(estimate)));
        return dimensions;
    }

    private long size(String axis) {
        return axis.equals("all")
                ? shape.order()
                : shape.axes().get(shape.position(axis)).size();
    }

    /** Counts eigenvalues between powers of ten below the largest. */
    private Table histogram(SpectralDensity density) {
        double largest = spectrum.values().get(0).value();
        Table table = new Table("eigenvalues", "count", "95% interval");
        // A little more than the largest, which a count up to it might miss by rounding.
        double upper = largest * (1 + 1e-3);
        for (int i = 0; i < BINS; i++) {
            double lower = i == BINS - 1 ? Double.NEGATIVE_INFINITY : largest * Math.pow(10, -(i + 1.0));
            Estimate count = density.count(lower, upper);
            String range = i == BINS - 1
                    ? "below " + Numbers.significant(upper, 2)
                    : Numbers.significant(lower, 2) + " to " + Numbers.significant(Math.min(upper, largest), 2);
            table.row(range, Estimates.value(count), Estimates.interval(count));
            upper = lower;
        }
        return table;
    }
}
