package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A number that describes a kernel Θ, or that compares it with a later one Θ′. To add one, extend this class and add it
 * to {@link Metrics#standard}: verbs and reports show every metric there. Stateless: one instance may be used from
 * several threads.
 *
 * <p>A metric is a function of the expectations of a few statistics, each of which is a known part plus the mean over
 * random probes of what is left of the kernels. All metrics share the products, so each kernel is multiplied once, whatever
 * the number of metrics ({@link MetricEstimates}). The error is that of the delete-one jackknife over the probes, on
 * logarithmic scales if the metric cannot be negative; intervals end where values become impossible. Where a backend offers
 * the step structure, the same function of the exact expectations is the exact value.
 */
public abstract class Metric extends Quantity {
    /** The word for metrics in messages, whatever the method. */
    static final String METHOD = "metrics";

    private final Set<Statistic> needed;

    /**
     * Describes the metric.
     *
     * @param name in kebab case, such as {@code effective-dimension}
     * @param title for people, such as {@code Effective dimension}
     * @param meaning one sentence
     * @param range the least and the largest value, possibly infinite
     * @param needed the statistics that {@link #value} uses; if one is of a pair of kernels, so is the metric
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if the name is not in kebab case
     */
    protected Metric(String name, String title, String meaning, Interval range, Statistic... needed) {
        super(name, title, meaning, range);
        this.needed = Set.of(needed);
    }

    /**
     * {@return the least and the largest value that there can be of some kernels: estimates and intervals are cut to it}
     *
     * @param kernels what is known of them
     */
    public Interval possible(KernelTraits kernels) {
        return range();
    }

    /** {@return the statistics by which {@link #value} divides: no interval is stated where they may be zero} */
    protected Set<Statistic> denominators() {
        return Set.of();
    }

    /** {@return whether it compares two kernels, rather than describes one} */
    @Override
    public final boolean isOfPair() {
        return needed.stream().anyMatch(Statistic::isOfPair);
    }

    /** {@return the value for two equal kernels, if it is known without estimating} */
    public OptionalDouble ofEqualKernels() {
        return OptionalDouble.empty();
    }

    /**
     * {@return the metric as a function of the means of its statistics}
     *
     * @param means the means, over probes or exact
     */
    protected abstract double value(Means means);

    final Set<Statistic> needed() {
        return needed;
    }

    /** The fewest probes from which it can be estimated. */
    int leastProbes() {
        return Jackknife.LEAST;
    }

    /** The estimate from probes. */
    Outcome sampled(ProbeStatistics statistics) {
        return MetricError.of(this, statistics);
    }

    /** A function of a value that is positive, and whose logarithm is nearer to normal than the value. */
    double toPositive(double value) {
        return value;
    }

    /** The inverse of {@link #toPositive}. */
    double fromPositive(double positive) {
        return positive;
    }

    /** Refuses kernels for which the metric is not finite; the message says which kernel is zero, if one is. */
    final void requireDefined(Means means, String kernel, String later) {
        double value = value(means);
        if (!Double.isFinite(value)) {
            requireNonZero(Statistic.SQUARED_NORM, means, kernel);
            requireNonZero(Statistic.SQUARED_NORM_LATER, means, later);
            String which = kernel.equals(later) ? kernel : kernel + " and of that " + later;
            Finite.require("The metric '" + name() + "' of the kernel " + which, value);
        }
    }

    private void requireNonZero(Statistic squaredNorm, Means means, String kernel) {
        if (needed.contains(squaredNorm) && means.mean(squaredNorm) == 0) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The metric '" + name() + "' is undefined because the kernel " + kernel + " is zero.",
                    "Check that the selected parameters influence what is observed on these inputs.");
        }
    }

    /** The estimate from probes, cut to what is possible. */
    final Outcome estimate(ProbeStatistics statistics) {
        Outcome outcome = statistics.draws() == 0 ? Outcome.exact(value(statistics.without(-1))) : sampled(statistics);
        return outcome.within(possible(statistics.kernels()));
    }

    /**
     * Estimates a metric of one kernel; {@link MetricEstimates} estimates several at once.
     *
     * @param kernel Θ
     * @param options the samples are the products with Θ, at least 3
     * @return the estimate
     * @throws NtkException as {@link MetricEstimates#of(List, Kernel, EstimatorOptions)}
     */
    public final Estimate estimate(Kernel kernel, EstimatorOptions options) {
        return MetricEstimates.of(List.of(this), kernel, options).at(this, 0);
    }

    /**
     * Estimates a metric of two kernels; {@link MetricEstimates} estimates several at once.
     *
     * @param kernel Θ
     * @param later Θ′, on the same space
     * @param options the samples are the products with each kernel, at least 3
     * @return the estimate
     * @throws NtkException as {@link MetricEstimates#of(List, Kernel, Kernel, EstimatorOptions)}
     */
    public final Estimate estimate(Kernel kernel, Kernel later, EstimatorOptions options) {
        return MetricEstimates.of(List.of(this), kernel, later, options).at(this, 0, 1);
    }

    /**
     * A metric of one kernel without error, from the step structure.
     *
     * @param linearization of a model
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the value
     * @throws NtkException as {@link MetricEstimates#exact(List, Linearization, EstimatorOptions)}
     */
    public final Estimate exact(Linearization linearization, EstimatorOptions options) {
        return MetricEstimates.exact(List.of(this), linearization, options).at(this, 0);
    }

    /**
     * A metric of two kernels without error, from the step structure.
     *
     * @param linearization of a model
     * @param later of the same model at other parameters
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the value
     * @throws NtkException as {@link MetricEstimates#exact(List, Linearization, Linearization, EstimatorOptions)}
     */
    public final Estimate exact(Linearization linearization, Linearization later, EstimatorOptions options) {
        return MetricEstimates.exact(List.of(this), linearization, later, options)
                .at(this, 0, 1);
    }
}
