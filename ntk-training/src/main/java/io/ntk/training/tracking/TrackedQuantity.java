package io.ntk.training.tracking;

import io.ntk.estimators.metric.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is followed over a run: a quantity of each checkpoint, or one that compares it with another.
 *
 * @param metric the quantity
 * @param reference the other checkpoint
 * @param <Q> its kind
 */
public record TrackedQuantity<Q extends Quantity>(Q metric, Reference reference) {
    /** What a checkpoint is compared with. */
    public enum Reference {
        /** Nothing: the quantity is of one. */
        NONE,
        /** The first checkpoint of the run. */
        FIRST,
        /** The checkpoint before. */
        PREVIOUS
    }

    /**
     * {@return what is followed: every quantity of one, every quantity of two with the first checkpoint, and, if the order of the
     * two does not matter, with the one before}
     *
     * @param metrics the quantities
     * @param <Q> their kind
     */
    public static <Q extends Quantity> List<TrackedQuantity<Q>> of(List<Q> metrics) {
        return metrics.stream().flatMap(TrackedQuantity::of).toList();
    }

    private static <Q extends Quantity> Stream<TrackedQuantity<Q>> of(Q metric) {
        if (!metric.isOfPair()) {
            return Stream.of(new TrackedQuantity<>(metric, Reference.NONE));
        }
        TrackedQuantity<Q> first = new TrackedQuantity<>(metric, Reference.FIRST);
        return metric.isSymmetric()
                ? Stream.of(first, new TrackedQuantity<>(metric, Reference.PREVIOUS))
                : Stream.of(first);
    }

    /** {@return its column in a table, its array and its key in JSON, such as {@code alignment_first}} */
    public String column() {
        return metric.column(ending());
    }

    /** {@return what the columns of all parts of a network begin with, such as {@code weight_change_first}} */
    public String stem() {
        return metric.stem(ending());
    }

    private String ending() {
        return reference == Reference.NONE ? "" : '_' + reference.name().toLowerCase(Locale.ROOT);
    }

    /** {@return what a legend calls it, such as {@code Distance to the first}} */
    public String title() {
        return reference == Reference.NONE ? metric.title() : metric.title() + ' ' + compared();
    }

    /** {@return what a legend under the metric's title calls it: the part, if it is of one, or what it is compared with} */
    public String shortTitle() {
        return metric.part().isEmpty() ? compared() : metric.part();
    }

    private String compared() {
        return switch (reference) {
            case NONE -> "at each step";
            case FIRST -> "to the first";
            case PREVIOUS -> "to the one before";
        };
    }
}
