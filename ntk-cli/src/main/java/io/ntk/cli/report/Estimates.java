package io.ntk.cli.report;

import io.ntk.api.Precision;
import io.ntk.cli.chart.LineChart;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Estimates in the forms of reports: members of JSON objects, fields of tables, arrays, and bands of charts. */
public final class Estimates {
    /** The titles of the columns of {@link #fields}. */
    public static final List<String> COLUMNS = List.of("value", "standard_error", "lower95", "upper95");

    /** A plus-minus sign overstates one side of an interval by no more. */
    private static final double MOST_UNEVEN = 1.1;

    private Estimates() {}

    /**
     * {@return an object of its value, its error and the products that it took}
     *
     * @param estimate the estimate
     */
    public static JsonObject json(Estimate estimate) {
        return putInto(new JsonObject(), estimate);
    }

    /**
     * {@return the object with a value, its error and the products that it took}
     *
     * @param json the object
     * @param estimate the estimate
     */
    public static JsonObject putInto(JsonObject json, Estimate estimate) {
        return putError(json.with("value", estimate.value()), estimate)
                .with("operatorApplications", estimate.operatorApplications());
    }

    /**
     * {@return the object with {@code standardError}, {@code roundingError}, {@code largerError}, {@code interval95} and
     *     {@code errorKind}}
     *
     * @param json the object
     * @param estimate the estimate
     */
    public static JsonObject putError(JsonObject json, Estimate estimate) {
        return json.with("standardError", estimate.standardError())
                .with("roundingError", estimate.roundingError())
                .with("largerError", estimate.largerError().map(ErrorSource::label))
                .with("interval95", ends(estimate))
                .with("errorKind", estimate.errorKind().label());
    }

    /**
     * {@return both ends of the 95% interval, or null}
     *
     * @param estimate the estimate
     */
    public static @Nullable List<Double> ends(Estimate estimate) {
        return estimate.interval95()
                .map(interval -> List.of(interval.lower(), interval.upper()))
                .orElse(null);
    }

    /**
     * {@return the estimate for people, with the digits that hold}
     *
     * @param estimate the estimate
     */
    public static String value(Estimate estimate) {
        return Numbers.holding(estimate.value(), estimate.halfWidth());
    }

    /**
     * {@return the estimate for people, as 0.577 ± 0.011 where its interval reaches about as far to both sides, else the value alone}
     *
     * @param estimate the estimate
     */
    public static String headline(Estimate estimate) {
        if (estimate.errorKind() != ErrorKind.STANDARD_ERROR
                || estimate.interval95().isEmpty()) {
            return value(estimate);
        }
        Interval interval = estimate.interval95().get();
        double up = interval.upper() - estimate.value();
        double down = estimate.value() - interval.lower();
        boolean isEven = Math.min(up, down) > 0 && Math.max(up, down) <= MOST_UNEVEN * Math.min(up, down);
        return isEven ? value(estimate) + " ± " + Numbers.significant(Math.max(up, down), 2) : value(estimate);
    }

    /**
     * {@return the error of an estimate for people: its interval, the errors that it is made of and which of them is the larger}
     *
     * @param estimate the estimate
     * @param precision in which it was computed
     */
    public static String error(Estimate estimate, Precision precision) {
        String rounding = estimate.roundingError().isPresent()
                ? ", rounding error "
                        + Numbers.significant(estimate.roundingError().getAsDouble(), 2)
                : "";
        if (estimate.errorKind() == ErrorKind.EXACT) {
            return "exact, up to rounding in " + precision.label() + below(estimate.roundingError());
        }
        if (estimate.standardError().isEmpty()) {
            return "no error can be stated";
        }
        String error = Numbers.significant(estimate.standardError().getAsDouble(), 2);
        return estimate.interval95().isEmpty()
                ? "heuristic error " + error + ", not an interval"
                : "95% interval " + interval(estimate) + ", standard error " + error + rounding
                        + estimate.largerError()
                                .map(source -> ", mostly " + source.label())
                                .orElse("");
    }

    /** The power of ten above a bound, which does not depend on the machine as its digits do. */
    private static String below(OptionalDouble bound) {
        return bound.isPresent() && bound.getAsDouble() > 0
                ? String.format(Locale.ROOT, ", below %.0e", Math.pow(10, Math.ceil(Math.log10(bound.getAsDouble()))))
                : "";
    }

    /**
     * {@return a line for each sentence that estimates have for the reader, each once}
     *
     * @param estimates the estimates
     */
    public static String notes(Stream<Estimate> estimates) {
        return estimates
                .flatMap(estimate -> estimate.notes().stream())
                .distinct()
                .map(note -> Lines.line("note", note))
                .collect(Collectors.joining());
    }

    /**
     * {@return the 95% interval in a cell of a table for people}
     *
     * @param estimate the estimate
     */
    public static String interval(Estimate estimate) {
        return switch (estimate.errorKind()) {
            case EXACT -> "exact";
            case HEURISTIC -> "none stated";
            case STANDARD_ERROR ->
                estimate.interval95()
                        .map(i -> Numbers.interval(i.lower(), estimate.value(), i.upper()))
                        .orElse("none stated");
        };
    }

    /**
     * {@return half the width of the 95% interval, 0 without one}
     *
     * @param estimate the estimate
     */
    public static double halfWidth(Estimate estimate) {
        return estimate.interval95().map(Interval::width).orElse(0.0) / 2;
    }

    /**
     * {@return the titles of the columns of {@link #fields} in a table of several estimates}
     *
     * @param name of the estimate
     */
    public static List<String> columns(String name) {
        return List.of(name, name + "_standard_error", name + "_lower95", name + "_upper95");
    }

    /**
     * {@return the fields of {@link #COLUMNS}, empty where a number cannot be stated}
     *
     * @param estimate the estimate
     */
    public static List<String> fields(Estimate estimate) {
        List<String> fields = new ArrayList<>(List.of(String.valueOf(estimate.value())));
        for (OptionalDouble number :
                List.of(estimate.standardError(), end(estimate, Interval::lower), end(estimate, Interval::upper))) {
            fields.add(number.isPresent() ? String.valueOf(number.getAsDouble()) : "");
        }
        return fields;
    }

    /**
     * {@return four arrays of one shape: values, standard errors, and the ends of their 95% intervals}
     *
     * @param name of the first; the others are called {@code name_standard_error}, {@code name_lower95} and so on
     * @param shape whose product is the number of estimates
     * @param estimates in row-major order
     */
    public static List<NumericArray> arrays(String name, List<Integer> shape, List<Estimate> estimates) {
        return arraysOfSome(name, shape, estimates.stream().map(Optional::of).toList());
    }

    /**
     * {@return the same of estimates some of which are not defined, which are NaN in every array}
     *
     * @param name of the first
     * @param shape whose product is the number of estimates
     * @param estimates in row-major order
     */
    public static List<NumericArray> arraysOfSome(
            String name, List<Integer> shape, List<Optional<Estimate>> estimates) {
        List<Function<Estimate, OptionalDouble>> parts = List.of(
                estimate -> OptionalDouble.of(estimate.value()),
                Estimate::standardError,
                estimate -> end(estimate, Interval::lower),
                estimate -> end(estimate, Interval::upper));
        List<String> names = columns(name);
        return IntStream.range(0, names.size())
                .mapToObj(i -> new NumericArray(names.get(i), shape, numbers(estimates, parts.get(i))))
                .toList();
    }

    private static double[] numbers(List<Optional<Estimate>> estimates, Function<Estimate, OptionalDouble> part) {
        return estimates.stream()
                .mapToDouble(estimate ->
                        estimate.map(part).orElse(OptionalDouble.empty()).orElse(Double.NaN))
                .toArray();
    }

    /**
     * {@return the chart with a line in the band of 95% intervals, which is as thin as the line where none is stated}
     *
     * @param chart the chart
     * @param name of the line
     * @param x where the estimates are
     * @param estimates one for each
     */
    public static LineChart band(LineChart chart, String name, double[] x, List<Estimate> estimates) {
        return chart.band(
                name,
                x,
                numbers(estimates, Estimate::value),
                numbers(estimates, e -> end(e, Interval::lower).orElse(e.value())),
                numbers(estimates, e -> end(e, Interval::upper).orElse(e.value())));
    }

    private static double[] numbers(List<Estimate> estimates, ToDoubleFunction<Estimate> part) {
        return estimates.stream().mapToDouble(part).toArray();
    }

    private static OptionalDouble end(Estimate estimate, ToDoubleFunction<Interval> end) {
        return estimate.interval95()
                .map(interval -> OptionalDouble.of(end.applyAsDouble(interval)))
                .orElse(OptionalDouble.empty());
    }
}
