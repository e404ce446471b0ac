package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;

/**
 * The non-adaptive Hutch++ (Meyer, Musco, Musco and Woodruff, "Hutch++: optimal stochastic trace estimation", SOSA 2021,
 * algorithm 2): all products can be made at once. With W = M S, Z = M R and X = (SᵀZ)⁺, the matrix Z X Wᵀ approximates M;
 * its trace Tr(X WᵀZ) is known and the rest is estimated by probes. S, R and the probes take a quarter, a half and a
 * quarter of the products.
 */
public final class NaHutchPlusPlus extends SampledTrace {
    /** Makes the method. */
    public NaHutchPlusPlus() {
        super(
                new EstimatorDescription(
                        "na-hutch++",
                        "Hutch++ in one pass: all products are independent of each other.",
                        "a symmetric operator",
                        ErrorKind.STANDARD_ERROR,
                        false),
                4,
                8,
                OperatorProperty.SYMMETRIC);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        LinearOperator matrix = traced.matrix();
        int products = options.samples() / traced.productsPerApplication();
        int quarter = products / 4;
        // All probes and their images, of which those of the sketches become the approximation.
        options.requireRoom(name(), matrix.domain(), 2 * products);
        Probes narrow = Probes.of(matrix.domain(), options.probes(), options.seed());
        Probes wide = narrow.next();
        Probes rest = wide.next();
        try (MultiVector s = narrow.block(0, quarter);
                MultiVector r = wide.block(0, products - 2 * quarter);
                MultiVector g = rest.block(0, quarter);
                MultiVector w = matrix.times(s);
                MultiVector z = matrix.times(r);
                MultiVector mg = matrix.times(g)) {
            double[] residuals = g.dots(mg);
            double known;
            try (TwoSidedApproximation core = TwoSidedApproximation.of(s.gram(z), z, w)) {
                known = core.trace();
                core.takeOutOf(residuals, g);
            }
            if (traced.isPositiveSemidefinite()) {
                // Z X Wᵀ may exceed M, so the rest may be negative where the whole cannot.
                for (int j = 0; j < quarter; j++) {
                    residuals[j] += known;
                }
                return Outcome.mean(0, SampleMean.ofNonNegative(residuals), StopReason.COMPLETED);
            }
            return Outcome.mean(known, SampleMean.of(residuals), StopReason.COMPLETED);
        }
    }
}
