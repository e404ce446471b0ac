package io.ntk.cli.figure;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;

/** Two kernels, linearized once, with the exact values that estimates are held against. */
final class KnownKernels implements AutoCloseable {
    private static final String EXACT = "exact";
    private static final EstimatorOptions DEFAULTS = EstimatorOptions.samples(1);

    private final NtkRuntime runtime;
    private final Linearization before;
    private final Linearization after;
    private final double alignment;
    private final double seconds;

    KnownKernels(NtkRuntime runtime, BeforeAfter pair) {
        this.runtime = runtime;
        this.before = runtime.backend().linearize(pair.before());
        this.after = runtime.backend().linearize(pair.after());
        long start = System.nanoTime();
        this.alignment = align(runtime.estimators().alignment(EXACT), DEFAULTS).value();
        this.seconds = Medians.secondsSince(start);
    }

    /** The order of the kernels, more samples than which no method takes. */
    int order() {
        return Math.toIntExact(before.observationSpace().dimension());
    }

    /** The alignment, by {@code exact}. */
    double alignment() {
        return alignment;
    }

    /** How long {@code exact} took. */
    double exactSeconds() {
        return seconds;
    }

    /** The trace of the kernel after training, by {@code exact}. */
    double trace() {
        return trace(runtime.estimators().trace(EXACT), DEFAULTS).value();
    }

    Estimate align(AlignmentEstimator method, EstimatorOptions options) {
        return method.estimate(Kernel.of(before), Kernel.of(after), options).estimate();
    }

    Estimate trace(TraceEstimator method, EstimatorOptions options) {
        return method.estimate(Kernel.of(after), TraceOf.OPERATOR, options);
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
