package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What is known of one checkpoint. The first checkpoint is its own predecessor.
 *
 * @param step the number of training steps
 * @param estimates each {@link TrackedQuantity} of kernels by its column, in the order of the columns, then what else is followed
 * @param networks each of states and weights likewise; empty where it is not defined
 */
public record TrackedPoint(long step, Map<String, Estimate> estimates, Map<String, OptionalDouble> networks) {
    /** Copies the maps. */
    public TrackedPoint {
        estimates = Collections.unmodifiableMap(new LinkedHashMap<>(estimates));
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
    }

    /**
     * {@return the same point with more estimates after those that it has}
     *
     * @param more by column
     */
    public TrackedPoint with(Map<String, Estimate> more) {
        Map<String, Estimate> all = new LinkedHashMap<>(estimates);
        all.putAll(more);
        return new TrackedPoint(step, all, networks);
    }

    /**
     * {@return one of the estimates}
     *
     * @param column its column, such as {@code alignment_first}
     */
    public Estimate estimate(String column) {
        return Objects.requireNonNull(estimates.get(column), column);
    }

    /**
     * {@return one of the values of states and weights}
     *
     * @param column its column, such as {@code cka_first}
     */
    public OptionalDouble network(String column) {
        return Objects.requireNonNull(networks.get(column), column);
    }
}
