package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.Probes;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The sketch Y = ΘΩ of a kernel, for m random probes Ω, kept to be compared with sketches of other kernels on the same
 * space: each kernel is multiplied m times, and a comparison takes no further product. The probes depend on the options
 * alone, so the estimates are those of {@link MetricEstimates} with the same options.
 *
 * <p>A sketch outlives the linearization that its kernel comes from.
 */
public final class KernelSketch implements AutoCloseable {
    /** Two sketches that are compared, and the probes or the difference of the two. */
    private static final int BLOCKS = 3;

    private final EstimatorOptions options;
    private final Sketch sketch;

    private KernelSketch(EstimatorOptions options, Sketch sketch) {
        this.options = options;
        this.sketch = sketch;
    }

    /**
     * Multiplies a kernel by the probes.
     *
     * @param kernel Θ, symmetric
     * @param options the samples are the products, at least 3; a tolerance has no effect
     * @return the sketch; the caller closes it
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if Θ is not symmetric, {@link ErrorId#INVALID_ARGUMENT} if the
     *     samples are too few or more than n, {@link ErrorId#OUT_OF_MEMORY} if three blocks of them do not fit
     */
    public static KernelSketch of(Kernel kernel, EstimatorOptions options) {
        kernel.require(Metric.METHOD, OperatorProperty.SYMMETRIC);
        options.requireSamples(Metric.METHOD, 3, kernel.order());
        Probes probes = Probes.of(kernel.operator().domain(), options.probes(), options.seed());
        requireMemory(probes, options);
        try (MultiVector omega = probes.block(0, options.samples())) {
            return new KernelSketch(options, Sketch.of(kernel, omega));
        }
    }

    private static void requireMemory(Probes probes, EstimatorOptions options) {
        double bytes =
                (double) probes.space().dimension() * probes.space().precision().bytes() * options.samples() * BLOCKS;
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "Sketches of %d samples need %.0f bytes, but %d are allowed.",
                            options.samples(),
                            bytes,
                            options.memoryLimit()),
                    "Use fewer samples or fewer trials, or allow more memory.");
        }
    }

    /**
     * {@return a metric of this kernel}
     *
     * @param metric of one kernel
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the kernel is zero and the metric undefined for it,
     *     {@link ErrorId#NON_FINITE}
     */
    public Estimate estimate(Metric metric) {
        return estimate(metric, this);
    }

    /**
     * {@return a metric of this kernel and a later one}
     *
     * @param metric of two kernels, or of one, which is this
     * @param later a sketch of a kernel on the same space, with the same options
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if a kernel is zero and the metric undefined for it,
     *     {@link ErrorId#NON_FINITE}, {@link ErrorId#SPACE_MISMATCH}
     */
    public Estimate estimate(Metric metric, KernelSketch later) {
        ProbeStatistics statistics = statistics(metric, later);
        metric.requireDefined(statistics.without(-1), "of the first model", "of the later model");
        return metric.by(Metric.METHOD, metric.sampled(statistics, options), options.samples(), options);
    }

    private ProbeStatistics statistics(Metric metric, KernelSketch later) {
        Map<Statistic, double[]> values = new EnumMap<>(Statistic.class);
        for (Statistic statistic : metric.needed()) {
            values.put(statistic, values(statistic, later.sketch));
        }
        return new ProbeStatistics(
                values, options.samples(), sketch.products().space().dimension());
    }

    private double[] values(Statistic statistic, Sketch later) {
        return switch (statistic) {
            case QUADRATIC_FORM -> sketch.forms();
            case SQUARED_NORM -> sketch.squares();
            case SQUARED_NORM_LATER -> later.squares();
            case INNER_PRODUCT -> sketch.innerProducts(later);
            case SQUARED_DIFFERENCE -> {
                try (MultiVector difference = later.products().copy()) {
                    yield sketch.squaredDifferences(later, difference);
                }
            }
        };
    }

    /** Frees the products. Closing twice is harmless. */
    @Override
    public void close() {
        sketch.close();
    }
}
