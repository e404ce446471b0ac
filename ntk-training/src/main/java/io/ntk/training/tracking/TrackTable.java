package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tracked points as CSV: for each estimate its value and the two ends of its 95% interval. */
public final class TrackTable {
    private static final List<String> NAMES =
            List.of("alignment_first", "alignment_previous", "effective_dimension", "distance_first", "norm");

    private TrackTable() {}

    /**
     * {@return the estimates of a point by the names of their columns, in their order}
     *
     * @param point the point
     */
    public static Map<String, Estimate> estimates(TrackedPoint point) {
        List<Estimate> estimates = List.of(
                point.alignmentWithFirst(),
                point.alignmentWithPrevious(),
                point.effectiveDimension(),
                point.distanceFromFirst(),
                point.norm());
        Map<String, Estimate> named = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            named.put(NAMES.get(i), estimates.get(i));
        }
        return named;
    }

    /** {@return the line that names the columns, with its end} */
    public static String header() {
        StringBuilder line = new StringBuilder("step");
        NAMES.forEach(name -> line.append(',')
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
        for (Estimate estimate : estimates(point).values()) {
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
