package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.metric.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tracked points as CSV: for each estimate its value and the two ends of its 95% interval. */
public final class TrackTable {
    private TrackTable() {}

    /**
     * {@return the line that names the columns, with its end}
     *
     * @param metrics what was followed
     */
    public static String header(Metrics metrics) {
        return header(metrics, List.of());
    }

    /**
     * {@return the line that names the columns, with its end}
     *
     * @param metrics what was followed
     * @param more the columns of what was followed besides
     */
    public static String header(Metrics metrics, List<String> more) {
        StringBuilder line = new StringBuilder("step");
        Stream.concat(TrackedQuantity.of(metrics).stream().map(TrackedQuantity::column), more.stream())
                .forEach(name -> line.append(',')
                        .append(name)
                        .append(',')
                        .append(name)
                        .append("_lower,")
                        .append(name)
                        .append("_upper"));
        return line.append('\n').toString();
    }

    /**
     * {@return the line of one point, with its end; an interval that is not known is empty}
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
        return line.append('\n').toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, ",%.9g", value);
    }
}
