package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Tracked points as CSV: for each estimate its value and the two ends of its 95% interval, then the values of states and weights. */
public final class TrackTable {
    private TrackTable() {}

    /**
     * {@return the line that names the columns, with its end}
     *
     * @param quantities what was followed
     */
    public static String header(TrackedQuantities quantities) {
        return header(quantities, List.of());
    }

    /**
     * {@return the line that names the columns, with its end}
     *
     * @param quantities what was followed of kernels and networks
     * @param more the columns of estimates that were followed besides, after those of kernels
     */
    public static String header(TrackedQuantities quantities, List<String> more) {
        StringBuilder line = new StringBuilder("step");
        Stream.concat(quantities.kernels().stream().map(TrackedQuantity::column), more.stream())
                .forEach(name -> line.append(',')
                        .append(name)
                        .append(',')
                        .append(name)
                        .append("_lower,")
                        .append(name)
                        .append("_upper"));
        quantities.networks().forEach(quantity -> line.append(',').append(quantity.column()));
        return line.append('\n').toString();
    }

    /**
     * {@return the line of one point, with its end; an interval that is not known is empty, as is a value that is not defined}
     *
     * @param point the point
     */
    public static String line(TrackedPoint point) {
        StringBuilder line = new StringBuilder(Long.toString(point.step()));
        for (Estimate estimate : point.estimates().values()) {
            line.append(number(estimate.value()));
            line.append(estimate.interval95()
                    .map(Interval::lower)
                    .map(TrackTable::number)
                    .orElse(","));
            line.append(estimate.interval95()
                    .map(Interval::upper)
                    .map(TrackTable::number)
                    .orElse(","));
        }
        for (OptionalDouble value : point.networks().values()) {
            line.append(value.isPresent() ? number(value.getAsDouble()) : ",");
        }
        return line.append('\n').toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, ",%.9g", value);
    }
}
