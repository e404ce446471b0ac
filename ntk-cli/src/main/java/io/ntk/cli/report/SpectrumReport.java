package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.chart.LineChart;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.estimators.spectrum.SpectralDensity;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The leading part of a spectrum with all that made it.
 *
 * @param of of which operator
 * @param spectrum what was found
 * @param seed the seed of the probes
 * @param seconds for linearization and everything after it, without reading files
 * @param backend the backend that computed it
 * @param problem what was linearized
 */
public record SpectrumReport(
        String of, Spectrum spectrum, long seed, double seconds, AutodiffBackend backend, Problem problem) {

    /** Bars of the density, one for each factor of ten or less of an eigenvalue. */
    private static final int BINS = 8;

    /**
     * What was found.
     *
     * @param values the largest values and the bounds of their errors
     * @param products the products that they took
     * @param stop why no more were made
     * @param dimensions effective dimensions, {@code all} first, then by axis
     * @param density how all eigenvalues are distributed, if asked for
     * @param vectors {@code [values, …observed shape]}, the eigenvectors of the values, if asked for
     */
    public record Spectrum(
            List<RitzValue> values,
            int products,
            StopReason stop,
            Map<String, Estimate> dimensions,
            Optional<SpectralDensity> density,
            Optional<NumericArray> vectors) {}

    /** {@return the members of the JSON object that {@code --json} prints} */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("metric", "spectrum");
        json.put("of", of);
        json.put("values", spectrum.values().stream().map(RitzValue::value).toList());
        json.put(
                "residuals", spectrum.values().stream().map(RitzValue::residual).toList());
        json.put("operatorNorm", spectrum.values().get(0).value());
        json.put("products", spectrum.products());
        json.put("stop", spectrum.stop().label());
        if (!spectrum.dimensions().isEmpty()) {
            Map<String, Object> dimensions = new LinkedHashMap<>();
            spectrum.dimensions().forEach((axis, estimate) -> dimensions.put(axis, dimension(estimate)));
            json.put("effectiveDimension", dimensions);
        }
        spectrum.density().ifPresent(density -> json.put("density", densityJson(density)));
        Provenance.putRun(json, seconds, backend, problem, seed);
        return json;
    }

    /** {@return this for other programs: the values and bounds of their errors, and as arrays what else there is} */
    public ResultData data() {
        int count = spectrum.values().size();
        List<List<String>> rows = IntStream.range(0, count)
                .mapToObj(i -> List.of(
                        String.valueOf(i + 1),
                        String.valueOf(spectrum.values().get(i).value()),
                        String.valueOf(spectrum.values().get(i).residual())))
                .toList();
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray(
                        "values",
                        List.of(count),
                        spectrum.values().stream().mapToDouble(RitzValue::value).toArray()),
                new NumericArray(
                        "residuals",
                        List.of(count),
                        spectrum.values().stream()
                                .mapToDouble(RitzValue::residual)
                                .toArray())));
        spectrum.vectors().ifPresent(arrays::add);
        spectrum.dimensions()
                .forEach((axis, estimate) ->
                        arrays.addAll(ResultData.arrays("effective_dimension_" + axis, List.of(), List.of(estimate))));
        return new ResultData(toJson(), List.of("number", "value", "residual"), rows, arrays);
    }

    private static Map<String, @Nullable Object> dimension(Estimate estimate) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("value", estimate.value());
        Provenance.putError(json, estimate);
        json.put("operatorApplications", estimate.operatorApplications());
        return json;
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

    /** {@return a page with what {@link #toText} says, and pictures of it} */
    public HtmlPage page() {
        boolean kernel = of.equals("ntk");
        HtmlPage page = new HtmlPage((kernel ? "Spectrum of the kernel of " : "Singular values of the propagation of ")
                + problem.model().name());
        RitzValue largest = spectrum.values().get(0);
        page.number(
                "largest " + (kernel ? "eigenvalue" : "singular value"),
                Numbers.significant(largest.value()),
                "error at most " + Numbers.significant(largest.residual(), 2));
        int count = spectrum.values().size();
        double[] values =
                spectrum.values().stream().mapToDouble(RitzValue::value).toArray();
        double[] errors =
                spectrum.values().stream().mapToDouble(RitzValue::residual).toArray();
        page.chart(
                new LineChart("Largest values", "number", kernel ? "eigenvalue" : "singular value")
                        .logarithmicY()
                        .points(
                                "value",
                                IntStream.rangeClosed(1, count).asDoubleStream().toArray(),
                                values,
                                IntStream.range(0, count)
                                        .mapToDouble(i -> values[i] - errors[i])
                                        .toArray(),
                                IntStream.range(0, count)
                                        .mapToDouble(i -> values[i] + errors[i])
                                        .toArray()),
                "Bars, where they can be seen, are bounds of the errors.");
        if (!spectrum.dimensions().isEmpty()) {
            BarChart dimensions = new BarChart("Effective dimension", "as a share of the largest possible");
            spectrum.dimensions()
                    .forEach((axis, estimate) -> dimensions.bar(
                            axis.equals("all") ? "in all" : axis + "s",
                            estimate.value() / size(axis),
                            estimate.interval95().map(Interval::width).orElse(0.0) / 2 / size(axis)));
            page.chart(dimensions, "Bars of error are 95% intervals.");
        }
        page.table(valueTable());
        if (!spectrum.dimensions().isEmpty()) {
            page.section("Effective dimension").table(dimensionTable());
        }
        spectrum.density().ifPresent(density -> page.section("All eigenvalues").table(histogram(density)));
        return page.text(spectrum.products() + " products for the values, "
                + spectrum.stop().label().replace('-', ' ') + ", " + Numbers.seconds(seconds) + ".");
    }

    /** {@return the values alone, one a line} */
    public String values() {
        return spectrum.values().stream().map(value -> value.value() + "\n").collect(Collectors.joining());
    }

    /** {@return lines for people} */
    public String toText() {
        StringBuilder text = new StringBuilder(valueTable().toString());
        if (!spectrum.dimensions().isEmpty()) {
            text.append('\n').append(dimensionTable());
        }
        spectrum.density().ifPresent(density -> text.append('\n').append(histogram(density)));
        return text.append('\n')
                .append(Provenance.text(problem, backend))
                .append("products   ")
                .append(spectrum.products())
                .append(" for the values, ")
                .append(spectrum.stop().label().replace('-', ' '))
                .append(", ")
                .append(Numbers.seconds(seconds))
                .append('\n')
                .toString();
    }

    private Table valueTable() {
        Table values = new Table("", of.equals("ntk") ? "eigenvalue" : "singular value", "error at most");
        for (int i = 0; i < spectrum.values().size(); i++) {
            RitzValue value = spectrum.values().get(i);
            values.row(
                    String.valueOf(i + 1),
                    Numbers.significant(value.value()),
                    Numbers.significant(value.residual(), 2));
        }
        return values;
    }

    private Table dimensionTable() {
        Table dimensions = new Table("effective dimension", "value", "of", "95% interval");
        spectrum.dimensions()
                .forEach((axis, estimate) -> dimensions.row(
                        axis.equals("all") ? "in all" : "of " + axis + "s",
                        Numbers.significant(estimate.value(), 4),
                        String.valueOf(size(axis)),
                        Provenance.interval(estimate)));
        return dimensions;
    }

    private long size(String axis) {
        return axis.equals("all")
                ? problem.observedShape().size()
                : problem.observedShape()
                        .axes()
                        .get(problem.observedShape().position(axis))
                        .size();
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
            table.row(range, Numbers.significant(count.value(), 3), Provenance.interval(count));
            upper = lower;
        }
        return table;
    }
}
