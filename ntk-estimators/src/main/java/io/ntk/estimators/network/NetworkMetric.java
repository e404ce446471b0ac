package io.ntk.estimators.network;

import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.metric.Quantity;
import java.util.OptionalDouble;

/**
 * A number that describes the states or the weights of a network, or compares those of two networks. It takes no product with a
 * kernel and has no error but rounding. To add one, extend this class and add it to {@link NetworkMetrics}: verbs and reports
 * show every metric there. Stateless.
 */
public abstract class NetworkMetric extends Quantity {
    /** A cosine of two positive semi-definite matrices, or a share. */
    static final Interval UP_TO_ONE = new Interval(0, 1);

    /** A norm relative to another. */
    static final Interval NOT_NEGATIVE = new Interval(0, Double.POSITIVE_INFINITY);

    /**
     * Describes the metric.
     *
     * @param name in kebab case
     * @param title for people
     * @param meaning one sentence
     * @param range the least and the largest value, possibly infinite
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#INVALID_ARGUMENT} if the name is not in kebab case
     */
    protected NetworkMetric(String name, String title, String meaning, Interval range) {
        super(name, title, meaning, range);
    }

    /**
     * {@return the value; empty where it is not defined, or where squares of the states overflow}
     *
     * @param network the one network, or the earlier of two
     * @param later the later of two; a metric of one does not look at it
     */
    public abstract OptionalDouble value(NetworkSnapshot network, NetworkSnapshot later);

    /** {@return a value that a division gave; empty if it is no number} */
    static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
