package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.Jackknife;
import java.util.List;
import java.util.Locale;

/**
 * The images of m vectors under a kernel, kept to be compared with those of other kernels on the same space: each kernel is
 * multiplied m times, and a comparison takes no further product. The first kernel chooses the vectors: three fifths of them
 * span a space Q in which it is largest, the others are random probes for the rest, as in {@link MetricEstimates}.
 *
 * <p>A sketch outlives the linearization that its kernel comes from.
 */
public final class KernelSketch implements AutoCloseable {
    /** The vectors, the images of three kernels, and those of one of them before they are split. */
    private static final int BLOCKS = 5;

    private final EstimatorOptions options;
    private final Provenance provenance;
    private final SplitBlock vectors;
    private final boolean ownsVectors;
    private final SplitBlock images;
    private final KernelTraits traits;

    private KernelSketch(
            EstimatorOptions options,
            Provenance provenance,
            SplitBlock vectors,
            boolean ownsVectors,
            SplitBlock images,
            KernelTraits traits) {
        this.options = options;
        this.provenance = provenance;
        this.vectors = vectors;
        this.ownsVectors = ownsVectors;
        this.images = images;
        this.traits = traits;
    }

    /**
     * Multiplies the first kernel, and chooses the vectors for all.
     *
     * @param kernel Θ, symmetric
     * @param options the samples are the products, at least 3; a tolerance has no effect
     * @return the sketch; the caller closes it after those that {@link #next} gave
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if Θ is not symmetric, {@link ErrorId#INVALID_ARGUMENT} if the
     *     samples are too few or more than n, {@link ErrorId#OUT_OF_MEMORY} if five blocks of them do not fit
     */
    public static KernelSketch of(Kernel kernel, EstimatorOptions options) {
        SharedProbes probes =
                new SharedProbes(List.of(action -> action.accept(kernel)), List.of("of the first model"), options);
        options.requireSamples(Metric.METHOD, Jackknife.LEAST, kernel.order());
        requireRoom(probes.space().shape(), probes.space().precision(), options);
        try (SplitBlock.Gathering gathered = new SplitBlock.Gathering()) {
            Provenance provenance = probes.multiplyForLater(gathered);
            KernelTraits traits = KernelTraits.of(kernel);
            SplitBlock vectors = gathered.vectors();
            try {
                return new KernelSketch(options, provenance, vectors, true, gathered.images(), traits);
            } catch (RuntimeException | Error e) {
                vectors.close();
                throw e;
            }
        }
    }

    /**
     * Refuses sketches that take more than the memory limit, before there is a kernel.
     *
     * @param shape that of the vectors
     * @param precision that of their storage
     * @param options the number of samples and the memory limit
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if five blocks of the samples do not fit
     */
    public static void requireRoom(IndexShape shape, Precision precision, EstimatorOptions options) {
        double bytes = (double) shape.size() * precision.bytes() * options.samples() * BLOCKS;
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
     * Multiplies another kernel by the same vectors.
     *
     * @param kernel symmetric, on the same space
     * @return its sketch; the caller closes it
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if the kernel is not symmetric, {@link ErrorId#SPACE_MISMATCH}
     */
    public KernelSketch next(Kernel kernel) {
        kernel.require(Metric.METHOD, OperatorProperty.SYMMETRIC);
        try (MultiVector whole = vectors.whole()) {
            if (!whole.space().equals(kernel.operator().domain())) {
                throw new NtkException(
                        ErrorId.SPACE_MISMATCH,
                        "The kernel of the first model acts on " + whole.space() + ", that of a later one on "
                                + kernel.operator().domain() + ".",
                        "Compare models with equally many units, on the same inputs and with the same observable.");
            }
            KernelTraits traits = KernelTraits.of(kernel);
            SplitBlock products = vectors.split(kernel.operator().times(whole));
            return new KernelSketch(options, provenance, vectors, false, products, traits);
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
        return estimate(List.of(metric), this).at(metric, 0);
    }

    /**
     * {@return a metric of this kernel and a later one}
     *
     * @param metric of two kernels
     * @param later the sketch of another kernel by the same vectors
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if a kernel is zero and the metric undefined for it,
     *     {@link ErrorId#NON_FINITE}, {@link ErrorId#INVALID_ARGUMENT} if the vectors are others
     */
    public Estimate estimate(Metric metric, KernelSketch later) {
        return estimate(List.of(metric), later).at(metric, 0, later.equals(this) ? 0 : 1);
    }

    /**
     * {@return metrics of this kernel, which has the number 0, and of a later one, which has the number 1}
     *
     * @param metrics of one kernel or of two
     * @param later the sketch of another kernel by the same vectors
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if the vectors are others
     */
    public MetricEstimates estimate(List<Metric> metrics, KernelSketch later) {
        if (!later.vectors.equals(vectors)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The sketches of two kernels that are compared were made with different vectors.",
                    "Make the later sketch by next() of the first.");
        }
        KernelStatistics statistics = new KernelStatistics(MetricEstimates.needed(metrics, 2));
        vectors.tell(later.equals(this) ? List.of(images) : List.of(images, later.images), statistics);
        return MetricEstimates.of(
                metrics,
                List.of("of the first model", "of the later model"),
                statistics,
                List.of(traits, later.traits),
                provenance,
                options);
    }

    /** Frees the images, and the vectors if this was the first. Closing twice is harmless. */
    @Override
    public void close() {
        images.close();
        if (ownsVectors) {
            vectors.close();
        }
    }
}
