package io.ntk.estimators.spectrum;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.probe.Probes;
import java.util.List;

/**
 * The effective dimension (participation ratio) Tr(Θ)² / Tr(Θ²) of a kernel: 1 if one direction carries it, n if all
 * directions carry it equally.
 */
public final class EffectiveDimension {
    private static final String METHOD = "effective-dimension";

    private EffectiveDimension() {}

    /**
     * Without error, from the step structure.
     *
     * @param linearization of a model
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the effective dimension
     * @throws io.ntk.api.NtkException as {@link ExactNtk#trace} does
     */
    public static Estimate exact(Linearization linearization, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit());
        double trace = exact.trace(linearization).total();
        double value = trace * trace / exact.squaredFrobenius(linearization).total();
        return Jackknife.exact(ExactNtk.NAME, value, List.of(new Cost(0, 0, 0)), options);
    }

    /**
     * From random probes ω: the mean of (ω_iᵀΘω_i)(ω_jᵀΘω_j) over pairs i ≠ j, which is unbiased for Tr(Θ)², over the mean
     * of ‖Θω‖², with the error by the jackknife over the probes.
     *
     * @param kernel Θ, symmetric
     * @param options the samples are the products with Θ, at least 3
     * @return the effective dimension
     * @throws io.ntk.api.NtkException {@code OPERATOR_PROPERTY} if Θ is not symmetric, {@code INVALID_ARGUMENT} if the
     *     samples are too few
     */
    public static Estimate estimate(Kernel kernel, EstimatorOptions options) {
        kernel.require(METHOD, OperatorProperty.SYMMETRIC);
        options.requireSamples(METHOD, Jackknife.LEAST, kernel.order());
        int probes = options.samples();
        double[] traces = new double[probes];
        double[] squares = new double[probes];
        Probes sequence = Probes.of(kernel.operator().domain(), options.probes(), options.seed());
        int most = options.probesAtATime(sequence.space(), 2, probes);
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector omega = sequence.block(first, columns);
                    MultiVector product = kernel.operator().times(omega)) {
                System.arraycopy(omega.dots(product), 0, traces, first, columns);
                System.arraycopy(product.dots(product), 0, squares, first, columns);
            }
            options.progress().made(first + columns, probes);
        }
        return of(traces, squares, options);
    }

    /**
     * The same from products that are already made.
     *
     * @param traces ω_iᵀΘω_i, at least 3
     * @param squares ‖Θω_i‖², as many
     * @param options how the probes were drawn
     * @return the effective dimension
     */
    public static Estimate of(double[] traces, double[] squares, EstimatorOptions options) {
        int probes = traces.length;
        return Jackknife.estimate(
                METHOD,
                probes,
                without -> Jackknife.squaredMean(traces, without)
                        / (Jackknife.sumWithout(squares, without) / (without < 0 ? probes : probes - 1)),
                List.of(new Cost(probes, 0, 0)),
                options);
    }
}
