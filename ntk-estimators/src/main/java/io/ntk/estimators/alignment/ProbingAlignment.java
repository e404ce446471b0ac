package io.ntk.estimators.alignment;

import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import java.util.function.Consumer;

/** A method that multiplies both kernels by the same vectors, so that other things follow from the same products. */
public interface ProbingAlignment extends AlignmentEstimator {
    /**
     * Estimates an alignment, and tells a listener of all images.
     *
     * @param before Θ₀, kernel 0 of the images
     * @param after Θ_f, kernel 1 of the images
     * @param options budget, seed, probes, tolerance and memory
     * @param listener is told of every block of vectors that joins Q, in order, and then of every block of random probes
     * @return the estimate and its parts
     * @throws NtkException as {@link #estimate(Kernel, Kernel, EstimatorOptions)}
     */
    AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener);

    /**
     * {@return the method {@code deflated}, or {@code shared-sketch} where there are too few products for it}
     *
     * @param samples the products with each kernel
     */
    static ProbingAlignment withSamples(int samples) {
        return samples < Deflation.LEAST ? new SharedSketch() : new Deflated();
    }
}
