package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import java.util.List;

/**
 * Σ⟨As, Bs⟩ / √(Σ‖As‖² Σ‖Bs‖²) over m probes s that all three sums share.
 *
 * <p>Sharing them correlates numerator and denominator: the relative variance is that of sᵀWs / m with
 * W = sym(AᵀB)/⟨A,B⟩ − AᵀA/2‖A‖² − BᵀB/2‖B‖², which vanishes for A = B. The result lies in [−1, 1] whatever the probes,
 * and is 1 for B = cA, c &gt; 0.
 */
public final class SharedSketch extends CheckedAlignment {
    static final String NAME = "shared-sketch";
    private static final AlignmentParts NOTHING = new AlignmentParts(0, 0, 0);

    /** Makes the method. */
    public SharedSketch() {
        super(new EstimatorDescription(
                NAME,
                "Both kernels applied to the same probes; the three traces share them.",
                "square operators",
                ErrorKind.STANDARD_ERROR,
                true));
    }

    /**
     * The same from products that are already made.
     *
     * @param cross ⟨As, Bs⟩ for each probe s
     * @param before ‖As‖², as many
     * @param after ‖Bs‖², as many
     * @param order n, the length of a probe
     * @param options how the probes were drawn
     * @return the alignment
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if an operator gave zeros only
     */
    public static AlignmentEstimate of(
            double[] cross, double[] before, double[] after, long order, EstimatorOptions options) {
        Products products = new Products(cross.clone(), before.clone(), after.clone());
        new AlignmentParts(0, products.beforeSum(), products.afterSum()).requireDefined();
        RatioError error = RatioError.of(NOTHING, products).drawnAs(options.probes(), order);
        return of(Outcome.sampled(error, StopReason.COMPLETED), cross.length, options);
    }

    /** Says what products with that many probes came to. */
    static AlignmentEstimate of(Outcome outcome, int probes, EstimatorOptions options) {
        Cost cost = new Cost(probes, 0, 0);
        Estimate estimate = new Estimate(
                outcome.parts().alignment(),
                outcome.standardError(),
                outcome.interval95(),
                outcome.kind(),
                NAME,
                probes,
                List.of(cost, cost),
                options.seed(),
                outcome.stop(),
                outcome.notes());
        return new AlignmentEstimate(estimate, outcome.parts());
    }

    @Override
    void requireFit(Kernel kernel) {}

    @Override
    int leastSamples() {
        return 1;
    }

    @Override
    Outcome run(Kernel before, Kernel after, EstimatorOptions options) {
        LinearOperator a = before.operator();
        LinearOperator b = after.operator();
        Probes probes = Probes.of(a.domain(), options.probes(), options.seed());
        return Drawing.draw(NOTHING, probes, options.samples(), 3, options, s -> {
            try (MultiVector as = a.times(s)) {
                return Products.of(b.pairDots(s, as));
            }
        });
    }
}
