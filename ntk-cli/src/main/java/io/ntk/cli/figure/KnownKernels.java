package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;
import java.util.stream.Stream;

/** Two kernels, linearized once, with the exact values that estimates are held against. */
final class KnownKernels implements AutoCloseable {
    private static final String EXACT = "exact";
    private static final EstimatorOptions DEFAULTS = EstimatorOptions.samples(1);

    private final NtkRuntime runtime;
    private final KernelPair kernels;
    private final double alignment;
    private final double seconds;
    private final double trace;

    KnownKernels(NtkRuntime runtime, BeforeAfter pair) {
        this.runtime = runtime;
        this.kernels = KernelPair.open(runtime.backend(), pair, runtime.estimators(), runtime.metrics());
        long start = System.nanoTime();
        this.alignment = kernels.alignment(EXACT, DEFAULTS).value();
        this.seconds = Medians.secondsSince(start);
        this.trace = runtime.estimators()
                .trace(EXACT)
                .estimate(kernels.after(), TraceOf.OPERATOR, DEFAULTS)
                .value();
    }

    /** The order of the kernels, more samples than which no method takes. */
    int order() {
        return Math.toIntExact(kernels.before().order());
    }

    /** How long {@code exact} took for the alignment. */
    double exactSeconds() {
        return seconds;
    }

    /** All methods for the alignment. */
    List<KnownMethod> alignments() {
        return runtime.estimators().alignments().stream().map(this::known).toList();
    }

    /** All methods for the trace of the kernel after training. */
    List<KnownMethod> traces() {
        return runtime.estimators().traces().stream().map(this::known).toList();
    }

    /** All methods for both. */
    List<KnownMethod> methods() {
        return Stream.of(alignments(), traces()).flatMap(List::stream).toList();
    }

    KnownMethod alignment(String name) {
        return known(runtime.estimators().alignment(name));
    }

    KnownMethod trace(String name) {
        return known(runtime.estimators().trace(name));
    }

    private KnownMethod known(AlignmentEstimator method) {
        return new KnownMethod(
                "alignment",
                method.description(),
                alignment,
                options -> method.estimate(kernels.before(), kernels.after(), options)
                        .estimate());
    }

    private KnownMethod known(TraceEstimator method) {
        return new KnownMethod(
                "trace",
                method.description(),
                trace,
                options -> method.estimate(kernels.after(), TraceOf.OPERATOR, options));
    }

    @Override
    public void close() {
        kernels.close();
    }
}
