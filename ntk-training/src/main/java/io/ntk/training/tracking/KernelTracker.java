package io.ntk.training.tracking;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.KernelSketch;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Follows a network's kernel, and its states and weights. Each checkpoint is linearized once and its kernel multiplied by the same
 * m vectors, which the first one chooses; what is compared of the first and of the last checkpoint is kept, so comparing costs no
 * further product.
 */
public final class KernelTracker implements AutoCloseable {
    private final AutodiffBackend backend;
    private final TrackedQuantities quantities;
    private final KernelOperator operator;
    private final EstimatorOptions options;
    private @Nullable Checkpoint first;
    private @Nullable Checkpoint previous;

    /** What is kept of a checkpoint. */
    private record Checkpoint(KernelSketch kernel, NetworkSnapshot network) {}

    /**
     * Starts without a checkpoint.
     *
     * @param backend linearizes
     * @param quantities what to follow
     * @param operator whose kernels
     * @param options the samples are the products with each kernel, at least 3
     */
    public KernelTracker(
            AutodiffBackend backend, TrackedQuantities quantities, KernelOperator operator, EstimatorOptions options) {
        this.backend = backend;
        this.operator = operator;
        this.quantities = quantities;
        this.options = options;
    }

    /** {@return what is followed} */
    public TrackedQuantities quantities() {
        return quantities;
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
        Checkpoint current = checkpoint(problem);
        Checkpoint reference = first == null ? current : first;
        Checkpoint last = previous == null ? current : previous;
        first = reference;
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (TrackedQuantity<Metric> quantity : quantities.kernels()) {
            KernelSketch compared =
                    compared(quantity.reference(), current, reference, last).kernel();
            Metric metric = quantity.metric();
            estimates.put(
                    quantity.column(),
                    metric.isOfPair() ? compared.estimate(metric, current.kernel()) : compared.estimate(metric));
        }
        Map<String, OptionalDouble> networks = new LinkedHashMap<>();
        for (TrackedQuantity<NetworkMetric> quantity : quantities.networks()) {
            NetworkSnapshot compared =
                    compared(quantity.reference(), current, reference, last).network();
            networks.put(quantity.column(), quantity.metric().value(compared, current.network()));
        }
        if (last.kernel() != reference.kernel()) {
            last.kernel().close();
        }
        previous = current;
        return new TrackedPoint(step, estimates, networks);
    }

    /**
     * Goes on with a run: finds again what was kept of its checkpoints.
     *
     * @param initial the network at the first one
     * @param last that at the last one that was compared; empty if that was the first
     * @throws io.ntk.api.NtkException as {@link #add}
     */
    public void resume(Problem initial, Optional<Problem> last) {
        Checkpoint reference = checkpoint(initial);
        first = reference;
        previous = reference;
        if (last.isPresent()) {
            previous = checkpoint(last.get());
        }
    }

    private static Checkpoint compared(
            TrackedQuantity.Reference reference, Checkpoint current, Checkpoint first, Checkpoint previous) {
        return switch (reference) {
            case NONE -> current;
            case FIRST -> first;
            case PREVIOUS -> previous;
        };
    }

    private Checkpoint checkpoint(Problem problem) {
        try (Linearization linearization = backend.linearize(problem)) {
            Kernel kernel = operator.of(linearization);
            return new Checkpoint(
                    first == null
                            ? KernelSketch.of(kernel, options)
                            : first.kernel().next(kernel),
                    NetworkSnapshot.of(linearization));
        }
    }

    /** Frees what is kept. Closing twice is harmless. */
    @Override
    public void close() {
        if (previous != null) {
            previous.kernel().close();
        }
        if (first != null) {
            first.kernel().close();
        }
    }
}
