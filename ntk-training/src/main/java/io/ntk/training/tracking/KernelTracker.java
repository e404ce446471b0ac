package io.ntk.training.tracking;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.metric.KernelSketch;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows a network's kernel. Each checkpoint is linearized once and its kernel multiplied by the same m vectors, which the
 * first one chooses; the sketches of the first and of the last checkpoint are kept, so comparing costs no further product.
 */
public final class KernelTracker implements AutoCloseable {
    private final AutodiffBackend backend;
    private final List<TrackedQuantity> quantities;
    private final EstimatorOptions options;
    private @Nullable KernelSketch first;
    private @Nullable KernelSketch previous;

    /**
     * Starts without a checkpoint.
     *
     * @param backend linearizes
     * @param metrics what to follow
     * @param options the samples are the products with each kernel, at least 3
     */
    public KernelTracker(AutodiffBackend backend, Metrics metrics, EstimatorOptions options) {
        this.backend = backend;
        this.quantities = TrackedQuantity.of(metrics);
        this.options = options;
    }

    /**
     * Compares the next checkpoint with the first and with the one before.
     *
     * @param step the number of training steps that led to it
     * @param problem the network there, on the same inputs as the others
     * @return what was found
     * @throws io.ntk.api.NtkException as {@link AutodiffBackend#linearize} and {@link KernelSketch}
     */
    public TrackedPoint add(long step, Problem problem) {
        KernelSketch current = sketch(problem);
        KernelSketch reference = first == null ? current : first;
        KernelSketch last = previous == null ? current : previous;
        first = reference;
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (TrackedQuantity quantity : quantities) {
            KernelSketch compared = switch (quantity.reference()) {
                case NONE -> current;
                case FIRST -> reference;
                case PREVIOUS -> last;
            };
            Metric metric = quantity.metric();
            estimates.put(
                    quantity.column(),
                    metric.isOfPair() ? compared.estimate(metric, current) : current.estimate(metric));
        }
        if (last != reference) {
            last.close();
        }
        previous = current;
        return new TrackedPoint(step, estimates);
    }

    private KernelSketch sketch(Problem problem) {
        try (Linearization linearization = backend.linearize(problem)) {
            Kernel kernel = Kernel.of(linearization);
            return first == null ? KernelSketch.of(kernel, options) : first.next(kernel);
        }
    }

    /** Frees what is kept. Closing twice is harmless. */
    @Override
    public void close() {
        if (previous != null) {
            previous.close();
        }
        if (first != null) {
            first.close();
        }
    }
}
