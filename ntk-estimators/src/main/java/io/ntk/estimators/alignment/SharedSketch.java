package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;
import java.util.function.Consumer;

/**
 * Σ⟨As, Bs⟩ / √(Σ‖As‖² Σ‖Bs‖²) over m probes s that all three sums share.
 *
 * <p>Sharing them correlates numerator and denominator: the relative variance is that of sᵀWs / m with
 * W = sym(AᵀB)/⟨A,B⟩ − AᵀA/2‖A‖² − BᵀB/2‖B‖², which vanishes for A = B. The result lies in [−1, 1] whatever the probes,
 * and is 1 for B = cA, c &gt; 0.
 */
public final class SharedSketch extends CheckedAlignment implements ProbingAlignment {
    /** Its name. */
    public static final String NAME = "shared-sketch";

    private static final AlignmentParts NOTHING = new AlignmentParts(0, 0, 0);

    /** Makes the method. */
    public SharedSketch() {
        super(
                new EstimatorDescription(
                        NAME,
                        "Both kernels applied to the same probes; the three traces share them.",
                        "square operators",
                        ErrorKind.STANDARD_ERROR,
                        true),
                1);
    }

    /**
     * The same from products that are already made.
     *
     * @param known what is known of the three traces
     * @param cross ⟨As, Bs⟩ for each probe s, or what is left of it
     * @param before ‖As‖² for each probe
     * @param after ‖Bs‖² for each probe
     * @param order n, the length of a probe
     * @param probes how the probes were drawn
     * @return the alignment
     */
    public static Outcome of(
            AlignmentParts known, double[] cross, double[] before, double[] after, long order, ProbeKind probes) {
        return RatioError.of(known, new Products(cross, before, after))
                .drawnAs(probes, order)
                .sampled(StopReason.COMPLETED)
                .alignment();
    }

    @Override
    AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        LinearOperator a = before.operator();
        LinearOperator b = after.operator();
        Probes probes = Probes.of(a.domain(), options.probes(), options.seed());
        if (listener != Images.NOBODY) {
            try (Deflation none = Deflation.none(a.domain(), List.of(a::times, b::times), listener)) {
                return RatioError.draw(NOTHING, probes, options.samples(), 6, options, none::draw);
            }
        }
        return RatioError.draw(NOTHING, probes, options.samples(), 3, options, s -> {
            try (MultiVector as = a.times(s)) {
                return Products.of(b.pairDots(s, as));
            }
        });
    }
}
