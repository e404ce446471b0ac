package io.ntk.training.tracking;

import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is followed over a run: a metric of the kernel itself, or one that compares it with another checkpoint's.
 *
 * @param metric the metric
 * @param reference the other checkpoint
 */
public record TrackedQuantity(Metric metric, Reference reference) {
    /** What a kernel is compared with. */
    public enum Reference {
        /** Nothing: the metric is of one kernel. */
        NONE,
        /** The first checkpoint of the run. */
        FIRST,
        /** The checkpoint before. */
        PREVIOUS
    }

    /**
     * {@return what is followed: every metric of one kernel, every metric of two with the first checkpoint, and, if the
     * order of the two does not matter, with the one before}
     *
     * @param metrics the metrics
     */
    public static List<TrackedQuantity> of(Metrics metrics) {
        return metrics.all().stream().flatMap(TrackedQuantity::of).toList();
    }

    private static Stream<TrackedQuantity> of(Metric metric) {
        if (!metric.isOfPair()) {
            return Stream.of(new TrackedQuantity(metric, Reference.NONE));
        }
        TrackedQuantity first = new TrackedQuantity(metric, Reference.FIRST);
        return metric.isSymmetric()
                ? Stream.of(first, new TrackedQuantity(metric, Reference.PREVIOUS))
                : Stream.of(first);
    }

    /** {@return its column in a table, its array and its key in JSON, such as {@code alignment_first}} */
    public String column() {
        return reference == Reference.NONE
                ? metric.column()
                : metric.column() + '_' + reference.name().toLowerCase(Locale.ROOT);
    }

    /** {@return what a heading calls it, such as {@code Distance to the first}} */
    public String title() {
        return switch (reference) {
            case NONE -> metric.title();
            case FIRST -> metric.title() + " to the first";
            case PREVIOUS -> metric.title() + " to the one before";
        };
    }
}
