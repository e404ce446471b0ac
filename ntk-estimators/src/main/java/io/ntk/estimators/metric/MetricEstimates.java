package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.Deflation;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Metrics of several kernels on one space, of each kernel and of each pair, from the same products. Each of
 * k kernels is multiplied m times, whatever the number of metrics: most of the products make a space Q in which all
 * kernels are largest and on which they are known, as the method {@code deflated} does for two; the others are with random
 * probes for the rest. With fewer than {@value Deflation#LEAST} products, or where the memory limit leaves no room for Q, all
 * are with plain probes, as in the method {@code shared-sketch}. Probes are processed in blocks that fit the memory limit;
 * the estimates do not depend on the blocks or on the other metrics. Where kernels can be repeated in float64, the first few
 * products are, to measure rounding.
 */
public final class MetricEstimates {
    static final List<String> BEFORE_AND_AFTER = List.of("before training", "after training");

    private static final Provenance EXACT = new Provenance(ExactNtk.NAME, 0, 0, StopReason.COMPLETED, null);

    private final List<Metric> metrics;
    private final List<String> names;
    private final Evaluation evaluation;
    private final Map<Key, Estimate> known = new ConcurrentHashMap<>();

    /** Gives a metric of kernels i and j; of kernel i, if it is of one. */
    @FunctionalInterface
    private interface Evaluation {
        Estimate of(Metric metric, int i, int j);
    }

    private record Key(String metric, int i, int j) {}

    private MetricEstimates(List<Metric> metrics, List<String> names, Evaluation evaluation) {
        this.metrics = metrics;
        this.names = names;
        this.evaluation = evaluation;
    }

    /**
     * Estimates metrics of one kernel.
     *
     * @param metrics those that compare kernels are left out
     * @param kernel Θ, symmetric
     * @param options the samples are the products with Θ, at least 3; a tolerance has no effect
     * @return the estimates, the kernel having the number 0
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if Θ is not symmetric, {@link ErrorId#INVALID_ARGUMENT} if the
     *     samples are too few or exceed n
     */
    public static MetricEstimates of(List<Metric> metrics, Kernel kernel, EstimatorOptions options) {
        return of(metrics, List.of(kernel), List.of("of the model"), options);
    }

    /**
     * Estimates metrics of two kernels.
     *
     * @param metrics of both kernels, and of the two
     * @param before Θ, symmetric
     * @param after Θ′, symmetric and on the same space
     * @param options the samples are the products with each kernel, at least 3; a tolerance has no effect
     * @return the estimates, the kernels having the numbers 0 and 1
     * @throws NtkException as {@link #of(List, Kernel, EstimatorOptions)} does, and {@link ErrorId#SPACE_MISMATCH} if the
     *     kernels act on different spaces
     */
    public static MetricEstimates of(List<Metric> metrics, Kernel before, Kernel after, EstimatorOptions options) {
        return of(metrics, List.of(before, after), BEFORE_AND_AFTER, options);
    }

    /**
     * Estimates metrics of several kernels, all of which are open.
     *
     * @param metrics of each kernel, and of each pair
     * @param kernels symmetric and on the same space, at least one
     * @param names what messages call each of them, such as {@code of the model}
     * @param options the samples are the products with each kernel, at least 3; a tolerance has no effect
     * @return the estimates, the kernels having the numbers of the list
     * @throws NtkException as {@link #of(List, Kernel, Kernel, EstimatorOptions)} does
     */
    public static MetricEstimates of(
            List<Metric> metrics, List<Kernel> kernels, List<String> names, EstimatorOptions options) {
        return sampled(
                metrics,
                kernels.stream()
                        .map(kernel -> (KernelSource) action -> action.accept(kernel))
                        .toList(),
                names,
                options);
    }

    /**
     * Estimates metrics of the kernels of several models. One kernel is open at a time: each is opened once to learn its space,
     * once for every step in which Q grows, for every block of probes that fits the memory limit, and for the products that are
     * repeated in float64.
     *
     * @param metrics the metrics, of each kernel and of each pair
     * @param models the kernel of each model
     * @param options the samples are the products with each kernel; a tolerance is refused
     * @return the estimates, the kernels having the numbers of the models
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for fewer than two models, a tolerance, or samples that are too
     *     few or exceed n, {@link ErrorId#SPACE_MISMATCH} if the models observe different spaces
     */
    public static MetricEstimates ofModels(
            List<Metric> metrics, List<? extends KernelSource> models, EstimatorOptions options) {
        if (models.size() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Of " + models.size() + " models there are no pairs to compare.",
                    "Give at least two models.");
        }
        if (options.tolerance().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A tolerance was given, but metrics of several models cannot stop at one.",
                    "Give a number of samples only.");
        }
        return sampled(metrics, List.copyOf(models), names(models.size()), options);
    }

    /**
     * Metrics of one kernel without error, from the step structure.
     *
     * @param metrics those that compare kernels are left out
     * @param linearization of a model
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the values, the kernel having the number 0
     * @throws NtkException as {@link ExactNtk#trace} does
     */
    public static MetricEstimates exact(List<Metric> metrics, Linearization linearization, EstimatorOptions options) {
        ExactExpectations expectations = ExactExpectations.of(needed(metrics, 1), linearization, options);
        return exact(metrics, expectations, List.of("of the model"), options);
    }

    /**
     * Metrics of two kernels without error, from the step structure. A distance of 10⁻⁸ has about eight digits less than
     * the traces it comes from.
     *
     * @param metrics of both kernels, and of the two
     * @param before of a model
     * @param after of the same model at other parameters
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the values, the kernels having the numbers 0 and 1
     * @throws NtkException as {@link ExactNtk#alignment} does
     */
    public static MetricEstimates exact(
            List<Metric> metrics, Linearization before, Linearization after, EstimatorOptions options) {
        ExactAlignment alignment = new ExactNtk(options.memoryLimit()).totals().alignment(before, after);
        return exact(metrics, before, after, alignment, options);
    }

    /**
     * The same, given the traces of the alignment.
     *
     * @param metrics of both kernels, and of the two
     * @param before of a model
     * @param after of the same model at other parameters
     * @param alignment the traces of their alignment
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the values, the kernels having the numbers 0 and 1
     * @throws NtkException as {@link ExactNtk#trace} does
     */
    public static MetricEstimates exact(
            List<Metric> metrics,
            Linearization before,
            Linearization after,
            ExactAlignment alignment,
            EstimatorOptions options) {
        ExactExpectations expectations = ExactExpectations.of(needed(metrics, 2), before, after, alignment, options);
        return exact(metrics, expectations, BEFORE_AND_AFTER, options);
    }

    private static MetricEstimates exact(
            List<Metric> metrics, ExactExpectations expectations, List<String> names, EstimatorOptions options) {
        return new MetricEstimates(
                possible(metrics, names.size()),
                names,
                defined(
                        expectations,
                        names,
                        (metric, i, j) -> EXACT.by(
                                metric, expectations.outcome(metric, i, j).within(metric.range()), options)));
    }

    /**
     * The alignment and the centred alignment of every two of several reduced kernels, from what is known of them.
     *
     * @param kernels at least one, of one shape
     * @return the estimates, the kernels having the numbers of the list; each of them throws what
     *     {@link PartialTrace#alignment(PartialTrace)} does
     */
    public static MetricEstimates ofReduced(List<PartialTrace> kernels) {
        Metric centring = new CentredAlignment();
        List<PartialTrace> asTheyAre = List.copyOf(kernels);
        List<PartialTrace> centred = kernels.stream().map(PartialTrace::centred).toList();
        return new MetricEstimates(List.of(new Alignment(), centring), names(kernels.size()), (metric, i, j) -> {
            List<PartialTrace> compared = metric.name().equals(centring.name()) ? centred : asTheyAre;
            return compared.get(i).alignment(compared.get(j)).estimate();
        });
    }

    private static List<String> names(int models) {
        return IntStream.rangeClosed(1, models)
                .mapToObj(model -> "of model " + model)
                .toList();
    }

    private static MetricEstimates sampled(
            List<Metric> metrics, List<KernelSource> kernels, List<String> names, EstimatorOptions options) {
        List<Metric> possible = possible(metrics, kernels.size());
        int least = possible.stream().mapToInt(Metric::leastProbes).max().orElse(1);
        SharedProbes probes = new SharedProbes(kernels, names, options);
        options.requireSamples(Metric.METHOD, least, probes.space().order());
        Set<Statistic> needed = needed(metrics, kernels.size());
        KernelStatistics statistics = new KernelStatistics(needed, new FirstVectors(options.memoryLimit()));
        Provenance provenance = probes.multiply(statistics).repeating(statistics.repeat(kernels));
        return of(possible, names, statistics, probes.traits(), provenance, options);
    }

    /** From statistics that were gathered of some kernels. */
    static MetricEstimates of(
            List<Metric> metrics,
            List<String> names,
            KernelStatistics statistics,
            List<KernelTraits> kernels,
            Provenance provenance,
            EstimatorOptions options) {
        BiFunction<Integer, Integer, ProbeStatistics> pair =
                (i, j) -> statistics.of(i, j, kernels.get(i).and(kernels.get(j)), options.probes());
        return new MetricEstimates(
                metrics,
                names,
                defined(
                        (i, j) -> pair.apply(i, j).without(-1),
                        names,
                        (metric, i, j) -> provenance.by(metric, outcome(metric, i, j, pair.apply(i, j)), options)));
    }

    /** Refuses kernels for which a metric is not finite. */
    private static Evaluation defined(PairMeans means, List<String> names, Evaluation evaluation) {
        return (metric, i, j) -> {
            metric.requireDefined(means.of(i, j), names.get(i), names.get(j));
            return evaluation.of(metric, i, j);
        };
    }

    private static Outcome outcome(Metric metric, int i, int j, ProbeStatistics statistics) {
        return metric.isOfPair() && i == j && metric.ofEqualKernels().isPresent()
                ? Outcome.exact(metric.ofEqualKernels().getAsDouble())
                : metric.estimate(statistics);
    }

    static List<Metric> possible(List<Metric> metrics, int kernels) {
        return metrics.stream()
                .filter(metric -> kernels > 1 || !metric.isOfPair())
                .toList();
    }

    static Set<Statistic> needed(List<Metric> metrics, int kernels) {
        return possible(metrics, kernels).stream()
                .flatMap(metric -> metric.needed().stream())
                .collect(Collectors.toSet());
    }

    /** {@return the number of kernels} */
    public int size() {
        return names.size();
    }

    /** {@return the metrics, in the order in which they were asked for} */
    public List<Metric> metrics() {
        return metrics;
    }

    /**
     * {@return a metric of one kernel}
     *
     * @param metric one of {@link #metrics}, of one kernel
     * @param kernel its number, from 0
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the metric is undefined because the kernel is zero,
     *     {@link ErrorId#NON_FINITE} if the products left the finite numbers, {@link ErrorId#INVALID_ARGUMENT} if it was not
     *     asked for
     */
    public Estimate at(Metric metric, int kernel) {
        requireKnown(metric, false);
        return evaluate(metric, kernel, kernel);
    }

    /**
     * {@return a metric of two kernels; of a kernel with itself, without error where that is known}
     *
     * @param metric one of {@link #metrics}, of two kernels
     * @param kernel the number of Θ, from 0
     * @param later the number of Θ′
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the metric is undefined because a kernel is zero,
     *     {@link ErrorId#NON_FINITE} if the products left the finite numbers, {@link ErrorId#INVALID_ARGUMENT} if it was not
     *     asked for
     */
    public Estimate at(Metric metric, int kernel, int later) {
        requireKnown(metric, true);
        return metric.isSymmetric()
                ? evaluate(metric, Math.min(kernel, later), Math.max(kernel, later))
                : evaluate(metric, kernel, later);
    }

    /**
     * {@return the values of a metric for each pair of kernels}
     *
     * @param metric one of {@link #metrics}, of two kernels
     * @throws NtkException as {@link #at(Metric, int, int)} does
     */
    public double[][] values(Metric metric) {
        return IntStream.range(0, size())
                .mapToObj(i -> IntStream.range(0, size())
                        .mapToDouble(j -> at(metric, i, j).value())
                        .toArray())
                .toArray(double[][]::new);
    }

    private Estimate evaluate(Metric metric, int i, int j) {
        return known.computeIfAbsent(new Key(metric.name(), i, j), key -> evaluation.of(metric, i, j));
    }

    private void requireKnown(Metric metric, boolean ofPair) {
        if (metric.isOfPair() != ofPair
                || metrics.stream().noneMatch(known -> known.name().equals(metric.name()))) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The metric '" + metric + "' was not estimated for " + (ofPair ? "two kernels" : "one kernel")
                            + ".",
                    "Ask for one of " + metrics + ".");
        }
    }
}
