package io.ntk.estimators.trace;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Projector;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import java.util.Arrays;

/**
 * Hutch++ (Meyer, Musco, Musco and Woodruff, "Hutch++: optimal stochastic trace estimation", SOSA 2021, algorithm 1): with
 * Q an orthonormal basis of the sketch M S, the trace inside Q exactly, and the rest, Tr (I−QQᵀ)M(I−QQᵀ), by random probes.
 * Unbiased for any square operator; for a positive semi-definite one the error falls as 1/m.
 *
 * <p>Of m products a third go to the sketch, a third to the inside and a third to the rest. With a tolerance, the sketch
 * takes at most {@value #ADAPTIVE_SKETCH} columns and the rest grows until the tolerance is met.
 */
public final class HutchPlusPlus extends SampledTrace {
    private static final int ADAPTIVE_SKETCH = 32;

    /** Makes the method. */
    public HutchPlusPlus() {
        super(
                new EstimatorDescription(
                        "hutch++",
                        "Exact inside a random sketch of the range, probes for the rest.",
                        "a square operator; converges fast if it is positive semi-definite",
                        ErrorKind.STANDARD_ERROR,
                        true),
                3,
                3);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        Probes sketch = Probes.of(kernel.operator().domain(), options.probes(), options.seed());
        int third = options.samples() / 3;
        int k = options.tolerance().isPresent() ? Math.min(third, ADAPTIVE_SKETCH) : third;
        // The probes of the sketch, their images, and a basis of these.
        options.requireRoom(name(), kernel.operator().domain(), 3 * k);
        try (ThinQr basis = range(traced, sketch, k)) {
            return inAndOutside(traced, basis, sketch.next(), options.samples() - k - basis.rank(), options);
        }
    }

    /** The trace inside a basis, which takes a product for each direction, and of the rest with so many probes. */
    static Outcome inAndOutside(Traced traced, ThinQr basis, Probes probes, int budget, EstimatorOptions options) {
        double inside = basis.rank() == 0
                ? 0
                : Arrays.stream(traced.quadraticForms(basis.q())).sum();
        Projector outside = Projector.outside(basis);
        EstimatorOptions left = options.beside(probes.space(), basis.rank());
        Draws<DrawnMean> drawn =
                DrawnMean.draw(inside, traced.isPositiveSemidefinite(), probes, budget, 3, left, block -> {
                    outside.apply(block);
                    return traced.quadraticForms(block);
                });
        return DrawnMean.outcome(drawn);
    }

    private static ThinQr range(Traced traced, Probes sketch, int k) {
        try (MultiVector s = sketch.block(0, k);
                MultiVector y = traced.rangeSketch(s)) {
            return ThinQr.of(y);
        }
    }
}
