package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of the kernel of one checkpoint. The first checkpoint is its own predecessor.
 *
 * @param step the number of training steps
 * @param estimates each {@link TrackedQuantity} by its column, in the order of the columns, then what else is followed
 */
public record TrackedPoint(long step, Map<String, Estimate> estimates) {
    /** Copies the map. */
    public TrackedPoint {
        estimates = Collections.unmodifiableMap(new LinkedHashMap<>(estimates));
    }

    /**
     * {@return the same point with more estimates after those that it has}
     *
     * @param more by column
     */
    public TrackedPoint with(Map<String, Estimate> more) {
        Map<String, Estimate> all = new LinkedHashMap<>(estimates);
        all.putAll(more);
        return new TrackedPoint(step, all);
    }

    /**
     * {@return one of the estimates}
     *
     * @param column its column, such as {@code alignment_first}
     */
    public Estimate estimate(String column) {
        return Objects.requireNonNull(estimates.get(column), column);
    }
}
