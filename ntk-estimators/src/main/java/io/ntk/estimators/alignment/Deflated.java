package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Looks;

/**
 * The alignment with the leading ranges of both kernels taken out: q shared probes S give the space Q = range [AS, BS], of
 * at most 2q dimensions; what A and B do on Q is known exactly after 2q more products; and only the rest, PAP and PBP with
 * P = I − QQᵀ, is estimated by g shared probes, with q = m/5 and 3q + g = m. It is Hutch++ for three traces at once.
 *
 * <p>All three traces are inner products over the same vectors, so the result is in [−1, 1] and is 1 for B = cA, c &gt; 0.
 * The error is that of the residual probes given Q, by jackknife: Q is independent of them and costs no error. Over 500
 * seeds at m = 40, the 95% interval held the truth in 94% of runs on a trained and on an untrained tanh RNN.
 *
 * <p>On a trained tanh RNN with 24 units (ρ = 0.333, effective dimensions 32 and 72) at m = 100, the relative error (root
 * mean square over 40 seeds) is 2.8% for the shared sketch, 0.85% for deflation without and 0.65% with the off-diagonal
 * blocks that symmetry gives. Shares q/m from 0.15 to 0.3 do about as well as 0.2; a power iteration gains little at equal
 * cost, and so does a Nyström approximation of PAP as control variate, at the price of the bound; a leave-one-out form does
 * better by a quarter at m = 100 and worse at m = 40, and has no interval. On one with 12 units (ρ = 0.357), 500 seeds give
 * a median error of 2.7% for the shared sketch and 0.21% for this.
 *
 * <p>With a tolerance, Q starts small and is doubled while the residual probes still needed would cost more than that.
 * Residual probes are kept with their products, from which a larger Q is taken out without multiplying again. On the
 * network with 12 units a tolerance of 1% took 143 products on average of 200 runs, whose errors had a root mean square of
 * 0.26% and were at most 1.1%.
 */
public final class Deflated extends CheckedAlignment {
    /** Sketch columns to start with when the tolerance decides how many are worth it. */
    private static final int FIRST_SKETCH = 8;

    /** Makes the method. */
    public Deflated() {
        super(new EstimatorDescription(
                "deflated",
                "Exact on the leading ranges of both kernels, shared probes for the rest.",
                "symmetric operators",
                ErrorKind.STANDARD_ERROR,
                true));
    }

    @Override
    void requireFit(Kernel kernel) {
        kernel.require(name(), OperatorProperty.SYMMETRIC);
    }

    @Override
    int leastSamples() {
        return 5;
    }

    @Override
    Outcome run(Kernel before, Kernel after, EstimatorOptions options) {
        LinearOperator a = before.operator();
        LinearOperator b = after.operator();
        Probes sketch = Probes.of(a.domain(), options.probes(), options.seed());
        try (Deflation deflation = new Deflation(a, b)) {
            return options.tolerance().isPresent()
                    ? untilTolerance(deflation, sketch, options)
                    : split(deflation, sketch, options);
        }
    }

    private static Outcome split(Deflation deflation, Probes sketch, EstimatorOptions options) {
        grow(deflation, sketch, 0, options.samples() / 5);
        int rest = options.samples() - deflation.products();
        return Drawing.draw(deflation.known(), sketch.next(), rest, 4, options, deflation::residual);
    }

    private static void grow(Deflation deflation, Probes sketch, int first, int columns) {
        try (MultiVector s = sketch.block(first, columns)) {
            deflation.grow(s);
        }
    }

    private static Outcome untilTolerance(Deflation deflation, Probes sketch, EstimatorOptions options) {
        double tolerance = options.tolerance().orElseThrow();
        int budget = options.samples();
        Probes residual = sketch.next();
        int q = Math.min(budget / 5, FIRST_SKETCH);
        grow(deflation, sketch, 0, q);
        int drawn = 0;
        int target = 2 * q;
        for (int look = 1; ; look++) {
            target = Math.min(target, budget - deflation.products());
            if (target > drawn) {
                deflation.keepResidual(residual.block(drawn, target - drawn));
                drawn = target;
            }
            RatioError error = RatioError.of(deflation.known(), deflation.keptProducts());
            double level = Looks.level(look);
            if (error.isWithin(tolerance, level)) {
                return Outcome.sampled(error, StopReason.TOLERANCE_REACHED);
            }
            int left = budget - deflation.products() - drawn;
            if (left == 0) {
                return Outcome.sampled(error, StopReason.BUDGET_SPENT);
            }
            // The half-width falls as the square root of the number of residual probes.
            double ratio = error.halfWidth(level) / (tolerance * Math.abs(error.value()));
            double needed = drawn * ratio * ratio;
            if (needed - drawn > 3 * q && left >= 3 * q) {
                grow(deflation, sketch, q, q);
                q *= 2;
                target = Math.max(drawn, 2 * q);
            } else {
                target = (int) Math.min(drawn + (double) left, Math.max(1.1 * needed, drawn + drawn / 4 + 1));
            }
        }
    }
}
