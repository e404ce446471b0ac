package io.ntk.cli.report;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A result in the forms that other programs read.
 *
 * @param json members of an object: all that is known of the result
 * @param columns titles of a table
 * @param rows a field for each column, empty where a number cannot be stated
 * @param arrays the numbers alone, NaN where one cannot be stated
 */
public record ResultData(
        Map<String, @Nullable Object> json, List<String> columns, List<List<String>> rows, List<NumericArray> arrays) {

    /** Of an estimate: its fields in a table. */
    static final List<String> ESTIMATE_COLUMNS = List.of("value", "standard_error", "lower95", "upper95");

    /** Copies the lists. */
    public ResultData {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        arrays = List.copyOf(arrays);
    }

    /** {@return the fields of {@link #ESTIMATE_COLUMNS}} */
    static List<String> fields(Estimate estimate) {
        List<String> fields = new ArrayList<>(List.of(String.valueOf(estimate.value())));
        for (OptionalDouble number : List.of(estimate.standardError(), lower(estimate), upper(estimate))) {
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
    static List<NumericArray> arrays(String name, List<Integer> shape, List<Estimate> estimates) {
        return List.of(
                array(name, shape, estimates, estimate -> OptionalDouble.of(estimate.value())),
                array(name + "_standard_error", shape, estimates, Estimate::standardError),
                array(name + "_lower95", shape, estimates, ResultData::lower),
                array(name + "_upper95", shape, estimates, ResultData::upper));
    }

    private static NumericArray array(
            String name, List<Integer> shape, List<Estimate> estimates, Function<Estimate, OptionalDouble> part) {
        double[] values = estimates.stream()
                .mapToDouble(estimate -> part.apply(estimate).orElse(Double.NaN))
                .toArray();
        return new NumericArray(name, shape, values);
    }

    private static OptionalDouble lower(Estimate estimate) {
        return end(estimate, Interval::lower);
    }

    private static OptionalDouble upper(Estimate estimate) {
        return end(estimate, Interval::upper);
    }

    private static OptionalDouble end(Estimate estimate, Function<Interval, Double> end) {
        return estimate.interval95()
                .map(interval -> OptionalDouble.of(end.apply(interval)))
                .orElse(OptionalDouble.empty());
    }
}
