package io.ntk.training.tracking;

import io.ntk.api.spi.Problem;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkMetrics;
import java.util.List;

/**
 * All that is followed over a run, in the order of the columns of a table.
 *
 * @param kernels what is estimated of kernels
 * @param networks what is computed of states and weights
 */
public record TrackedQuantities(List<TrackedQuantity<Metric>> kernels, List<TrackedQuantity<NetworkMetric>> networks) {
    /** Copies the lists. */
    public TrackedQuantities {
        kernels = List.copyOf(kernels);
        networks = List.copyOf(networks);
    }

    /**
     * {@return what there is to follow of a network}
     *
     * @param metrics those of kernels
     * @param problem the network at any checkpoint
     */
    public static TrackedQuantities of(Metrics metrics, Problem problem) {
        return new TrackedQuantities(TrackedQuantity.of(metrics.all()), TrackedQuantity.of(NetworkMetrics.of(problem)));
    }
}
