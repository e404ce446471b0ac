package io.ntk.estimators.sketch;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.spectrum.EffectiveDimension;
import io.ntk.estimators.spectrum.KernelDistance;
import io.ntk.estimators.spectrum.KernelNorm;
import java.util.Locale;

/**
 * What one kernel makes of m random probes, Y = Θ S, kept: of many kernels on one space, each is multiplied m times, and any
 * two of them are compared without another product. The probes depend on the options alone, so the results are those of
 * {@code shared-sketch} and of the estimators of {@code io.ntk.estimators.spectrum} with the same options.
 *
 * <p>A sketch outlives the linearization that its kernel comes from.
 */
public final class KernelSketch implements AutoCloseable {
    private static final String METHOD = "sketch";
    /** Two sketches that are compared, and the probes. */
    private static final int BLOCKS = 3;
    /** The fewest probes whose spread says something. */
    private static final int LEAST = 3;

    private final EstimatorOptions options;
    private final MultiVector products;
    private final double[] traces;
    private final double[] squares;

    private KernelSketch(EstimatorOptions options, MultiVector products, double[] traces, double[] squares) {
        this.options = options;
        this.products = products;
        this.traces = traces;
        this.squares = squares;
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
        kernel.require(METHOD, OperatorProperty.SYMMETRIC);
        options.requireSamples(METHOD, LEAST, kernel.order());
        Probes probes = Probes.of(kernel.operator().domain(), options.probes(), options.seed());
        requireMemory(probes, options);
        MultiVector products;
        try (MultiVector omega = probes.block(0, options.samples())) {
            products = kernel.operator().times(omega);
            try {
                return new KernelSketch(options, products, omega.dots(products), products.dots(products));
            } catch (RuntimeException | Error e) {
                products.close();
                throw e;
            }
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

    /** {@return Tr(Θ)² / Tr(Θ²), with its error} */
    public Estimate effectiveDimension() {
        return EffectiveDimension.of(traces, squares, options);
    }

    /** {@return ‖Θ‖, the Frobenius norm, with its error} */
    public Estimate norm() {
        return KernelNorm.of(squares, options);
    }

    /**
     * {@return the alignment of this kernel with another, with its error}
     *
     * @param later a sketch of a kernel on the same space, by the same options
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if a kernel is zero, {@link ErrorId#SPACE_MISMATCH}
     */
    public AlignmentEstimate alignment(KernelSketch later) {
        return SharedSketch.of(
                products.dots(later.products),
                squares,
                later.squares,
                products.space().dimension(),
                options);
    }

    /**
     * {@return the distance ‖Θ_later − Θ‖ / ‖Θ‖ to another kernel, with its error}
     *
     * @param later a sketch of a kernel on the same space, by the same options
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH}
     */
    public Estimate distance(KernelSketch later) {
        try (MultiVector difference = later.products.copy()) {
            difference.axpy(-1, products);
            return KernelDistance.of(difference.dots(difference), squares, options);
        }
    }

    /** Frees the products. Closing twice is harmless. */
    @Override
    public void close() {
        products.close();
    }
}
