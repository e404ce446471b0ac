package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.metric.KernelSource;
import io.ntk.estimators.spectrum.MatrixModes;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verb shows of a reduced kernel.
 *
 * @param reduction how it was reduced
 * @param found the matrix, exact or estimated
 * @param numbers its estimated numbers by their names in JSON
 * @param modes its leading eigenvalues and eigenvectors
 */
record ReducedKernel(Reduction reduction, PartialTrace found, Map<String, Estimate> numbers, MatrixModes modes) {
    static final String TOP_EIGENVALUE = "reducedTopEigenvalue";
    static final String EFFECTIVE_DIMENSION = "reducedEffectiveDimension";

    private static final String SAMPLED = "partial-trace";

    /** The methods, the default first. */
    static final List<String> METHODS = List.of(SAMPLED, ExactNtk.NAME);

    /**
     * Computes it.
     *
     * @param estimator {@code exact}, {@code partial-trace} or null, for the latter
     * @param count how many eigenvalues
     */
    static ReducedKernel of(
            Reduction reduction, @Nullable String estimator, Kernel kernel, int count, EstimatorOptions options) {
        PartialTrace found = matrix(reduction, estimator, kernel, options);
        Map<String, Estimate> numbers = new LinkedHashMap<>();
        numbers.put(TOP_EIGENVALUE, found.topEigenvalue());
        numbers.put(EFFECTIVE_DIMENSION, found.effectiveDimension());
        numbers.put("reducedTrace", found.trace());
        numbers.put("reducedSquaredFrobenius", found.squaredNorm());
        return new ReducedKernel(reduction, found, numbers, found.modes(count));
    }

    /**
     * {@return the matrix}
     *
     * @param estimator {@code exact}, {@code partial-trace} or null, for the latter
     */
    static PartialTrace matrix(
            Reduction reduction, @Nullable String estimator, Kernel kernel, EstimatorOptions options) {
        requireKnown(estimator);
        if (ExactNtk.NAME.equals(estimator)) {
            return reduction.exact(kernel, options);
        }
        if (options.tolerance().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A tolerance was given, but the estimate of a reduced kernel cannot stop at one.",
                    "Give --samples alone, or --estimator exact.");
        }
        return reduction.estimate(kernel, options);
    }

    /**
     * {@return the matrices of several kernels, which together keep to the memory limit, also where each is centred}
     *
     * @param estimator {@code exact}, {@code partial-trace} or null, for the latter
     * @param kernels each used once, in order
     */
    static List<PartialTrace> matrices(
            Reduction reduction,
            @Nullable String estimator,
            List<? extends KernelSource> kernels,
            EstimatorOptions options) {
        EstimatorOptions each = options.withMemoryLimit(options.memoryLimit() / (2L * kernels.size()));
        List<PartialTrace> matrices = new ArrayList<>();
        kernels.forEach(source -> source.use(kernel -> matrices.add(matrix(reduction, estimator, kernel, each))));
        return matrices;
    }

    /** Refuses the name of a method that does not reduce kernels. */
    static void requireKnown(@Nullable String estimator) {
        if (estimator != null && !METHODS.contains(estimator)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Kernels are not reduced by '" + estimator + "'.",
                    "Give --estimator " + SAMPLED + ", the default, or exact.");
        }
    }
}
