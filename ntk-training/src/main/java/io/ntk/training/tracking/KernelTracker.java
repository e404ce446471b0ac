package io.ntk.training.tracking;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.sketch.KernelSketch;
import org.jspecify.annotations.Nullable;

/**
 * Follows a network's kernel. Each checkpoint is linearized once and its kernel multiplied by the same m probes; the
 * products of the first and of the last checkpoint are kept, so comparing costs nothing more.
 */
public final class KernelTracker implements AutoCloseable {
    private final AutodiffBackend backend;
    private final EstimatorOptions options;
    private @Nullable KernelSketch first;
    private @Nullable KernelSketch previous;

    /**
     * Starts without a checkpoint.
     *
     * @param backend linearizes
     * @param options the samples are the products with each kernel, at least 3
     */
    public KernelTracker(AutodiffBackend backend, EstimatorOptions options) {
        this.backend = backend;
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
        if (first == null) {
            first = current;
        }
        TrackedPoint point = new TrackedPoint(
                step,
                reference.alignment(current).estimate(),
                last.alignment(current).estimate(),
                current.effectiveDimension(),
                reference.distance(current),
                current.norm());
        if (last != reference) {
            last.close();
        }
        previous = current;
        return point;
    }

    private KernelSketch sketch(Problem problem) {
        try (Linearization linearization = backend.linearize(problem)) {
            return KernelSketch.of(Kernel.of(linearization), options);
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
