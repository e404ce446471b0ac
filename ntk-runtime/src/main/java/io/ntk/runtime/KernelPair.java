package io.ntk.runtime;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.runtime.model.BeforeAfter;

/**
 * The kernels of one model at two points of its training, linearized once however many things are asked of them. One thread
 * at a time may use a pair.
 */
public final class KernelPair implements AutoCloseable {
    private final Linearization before;
    private final Linearization after;
    private final Float64Linearization before64;
    private final Float64Linearization after64;
    private final Estimators estimators;
    private final Metrics metrics;

    private KernelPair(
            Linearization before,
            Linearization after,
            Float64Linearization before64,
            Float64Linearization after64,
            Estimators estimators,
            Metrics metrics) {
        this.before = before;
        this.after = after;
        this.before64 = before64;
        this.after64 = after64;
        this.estimators = estimators;
        this.metrics = metrics;
    }

    /**
     * Linearizes a model at both points, or once if they are one problem.
     *
     * @param backend computes; it must stay open while the pair is used
     * @param models the model at both points
     * @param estimators the first of those of alignments is the default
     * @param metrics those that {@link #metrics} estimates
     * @return the pair; the caller closes it
     * @throws NtkException as {@link AutodiffBackend#linearize}
     */
    public static KernelPair open(AutodiffBackend backend, BeforeAfter models, Estimators estimators, Metrics metrics) {
        Linearization before = backend.linearize(models.before());
        Float64Linearization before64 = new Float64Linearization(backend, before);
        if (models.after().equals(models.before())) {
            return new KernelPair(before, before, before64, before64, estimators, metrics);
        }
        try {
            Linearization after = backend.linearize(models.after());
            Float64Linearization after64 = new Float64Linearization(backend, after);
            return new KernelPair(before, after, before64, after64, estimators, metrics);
        } catch (RuntimeException | Error e) {
            before.close();
            throw e;
        }
    }

    /** {@return the kernel Θ₀ before training, for anything that takes a kernel, while the pair is open} */
    public Kernel before() {
        return before64.kernel();
    }

    /** {@return the kernel Θ_f after training, likewise} */
    public Kernel after() {
        return after64.kernel();
    }

    /**
     * {@return an operator of the model before training, likewise}
     *
     * @param which Θ₀ or another
     */
    public Kernel before(KernelOperator which) {
        return before64.kernel(which);
    }

    /**
     * {@return an operator of the model after training, likewise}
     *
     * @param which Θ_f or another
     */
    public Kernel after(KernelOperator which) {
        return after64.kernel(which);
    }

    /** {@return the states and the parameters before training, which outlive the pair} */
    public NetworkSnapshot networkBefore() {
        return NetworkSnapshot.of(before);
    }

    /** {@return the states and the parameters after training, likewise} */
    public NetworkSnapshot networkAfter() {
        return NetworkSnapshot.of(after);
    }

    /**
     * {@return the alignment Tr(Θ₀Θ_f) / (‖Θ₀‖ ‖Θ_f‖), by the default estimator}
     *
     * @param options how
     * @throws NtkException as {@link AlignmentEstimator#estimate}
     */
    public Estimate alignment(EstimatorOptions options) {
        return estimators
                .defaultAlignment()
                .estimate(before(), after(), options)
                .estimate();
    }

    /**
     * {@return the alignment and the traces it is made of, by one of the estimators}
     *
     * @param estimator its name, such as {@code exact}
     * @param options how
     * @throws NtkException {@link io.ntk.api.ErrorId#UNKNOWN_ESTIMATOR}, or as {@link AlignmentEstimator#estimate}
     */
    public AlignmentEstimate alignment(String estimator, EstimatorOptions options) {
        return estimators.alignment(estimator).estimate(before(), after(), options);
    }

    /**
     * {@return every metric of both kernels, which have the numbers 0 and 1, and of the two, from one run of shared probes}
     *
     * @param options the samples are the products with each kernel, at least 3
     * @throws NtkException as {@link MetricEstimates#of(java.util.List, Kernel, Kernel, EstimatorOptions)}
     */
    public MetricEstimates metrics(EstimatorOptions options) {
        return MetricEstimates.of(metrics.all(), before(), after(), options);
    }

    /** Closes both linearizations, and those in float64 that were needed. Closing twice is harmless. */
    @Override
    public void close() {
        before64.close();
        after64.close();
        before.close();
        after.close();
    }
}
