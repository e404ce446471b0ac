package io.ntk.cli.report;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.estimators.spectrum.SpectralDensity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
     */
    public record Spectrum(
            List<RitzValue> values,
            int products,
            StopReason stop,
            Map<String, Estimate> dimensions,
            Optional<SpectralDensity> density) {}

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
        json.put("seconds", seconds);
        json.put("backend", backend.id());
        json.put("engine", backend.engine());
        json.put("precision", problem.precision().label());
        json.put("seed", seed);
        json.put("model", Provenance.model(problem));
        return json;
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

    /** {@return the values alone, one a line} */
    public String values() {
        return spectrum.values().stream().map(value -> value.value() + "\n").collect(Collectors.joining());
    }

    /** {@return lines for people} */
    public String toText() {
        Table values = new Table("", of.equals("ntk") ? "eigenvalue" : "singular value", "error at most");
        for (int i = 0; i < spectrum.values().size(); i++) {
            RitzValue value = spectrum.values().get(i);
            values.row(
                    String.valueOf(i + 1),
                    Numbers.significant(value.value()),
                    Numbers.significant(value.residual(), 2));
        }
        StringBuilder text = new StringBuilder(values.toString());
        if (!spectrum.dimensions().isEmpty()) {
            Table dimensions = new Table("effective dimension", "value", "of", "95% interval");
            spectrum.dimensions()
                    .forEach((axis, estimate) -> dimensions.row(
                            axis.equals("all") ? "in all" : "of " + axis + "s",
                            Numbers.significant(estimate.value(), 4),
                            String.valueOf(size(axis)),
                            Provenance.interval(estimate)));
            text.append('\n').append(dimensions);
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

    private long size(String axis) {
        return axis.equals("all")
                ? problem.observedShape().size()
                : problem.observedShape()
                        .axes()
                        .get(problem.observedShape().position(axis))
                        .size();
    }

    /** Counts eigenvalues between powers of ten below the largest. */
    private String histogram(SpectralDensity density) {
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
        return table.toString();
    }
}
