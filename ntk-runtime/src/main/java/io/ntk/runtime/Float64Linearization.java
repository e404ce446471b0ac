package io.ntk.runtime;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import org.jspecify.annotations.Nullable;

/**
 * The linearization of a problem in float64, beside one in a lower precision whose rounding it shows: made when it is first asked
 * for, shared by all that ask, and kept until this is closed.
 */
public final class Float64Linearization implements AutoCloseable {
    private final AutodiffBackend backend;
    private final Linearization lower;
    private @Nullable Linearization made;

    /**
     * Makes nothing yet.
     *
     * @param backend that linearized; it must stay open while this is used
     * @param lower in any precision; it must stay open likewise
     */
    public Float64Linearization(AutodiffBackend backend, Linearization lower) {
        this.backend = backend;
        this.lower = lower;
    }

    /** {@return the kernel of the lower precision, whose rounding methods can measure where the backend computes in float64} */
    public Kernel kernel() {
        Kernel kernel = Kernel.of(lower);
        return lower.problem().precision() != Precision.FLOAT64
                        && backend.capabilities().precisions().contains(Precision.FLOAT64)
                ? kernel.repeatedBy(this::linearization)
                : kernel;
    }

    /**
     * {@return an operator of the lower precision; the rounding of Θ alone can be measured}
     *
     * @param which Θ or another
     */
    public Kernel kernel(KernelOperator which) {
        return which == KernelOperator.NTK ? kernel() : which.of(lower);
    }

    private synchronized Linearization linearization() {
        if (made == null) {
            Problem problem = lower.problem();
            made = backend.linearize(problem.withPrecision(Precision.FLOAT64));
        }
        return made;
    }

    /** Frees the linearization in float64, if there is one. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (made != null) {
            made.close();
            made = null;
        }
    }
}
