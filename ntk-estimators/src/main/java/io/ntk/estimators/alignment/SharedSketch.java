package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.Probes;

/**
 * Σ⟨As, Bs⟩ / √(Σ‖As‖² Σ‖Bs‖²) over m probes s that all three sums share.
 *
 * <p>Sharing them correlates numerator and denominator: the relative variance is that of sᵀWs / m with
 * W = sym(AᵀB)/⟨A,B⟩ − AᵀA/2‖A‖² − BᵀB/2‖B‖², which vanishes for A = B. The result lies in [−1, 1] whatever the probes,
 * and is 1 for B = cA, c &gt; 0.
 */
public final class SharedSketch extends CheckedAlignment {
    private static final AlignmentParts NOTHING = new AlignmentParts(0, 0, 0);

    /** Makes the method. */
    public SharedSketch() {
        super(new EstimatorDescription(
                "shared-sketch",
                "Both kernels applied to the same probes; the three traces share them.",
                "square operators",
                ErrorKind.STANDARD_ERROR,
                true));
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
            try (MultiVector as = a.times(s);
                    MultiVector bs = b.times(s)) {
                return Products.of(as, bs);
            }
        });
    }
}
