package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.LogScale;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.ProbeImages;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;

/**
 * The traces of Θ = JJᵀ by one mode of differentiation: with F = Jᵀ (reverse) or F = J (forward), Tr Θ = E ‖Fω‖², and
 * Tr Θ² = ‖FᵀF‖²_F = E ⟨Fω, Fω′⟩² for independent ω, ω′, averaged over all pairs of m probes.
 *
 * <p>In reverse mode ‖Jᵀω‖² is ωᵀΘω, the sample of Hutchinson, at half its cost. There is no one-sided Hutch++: the part
 * inside a basis Q of the range of one side needs products with Q from the other. A pair average has noise of second
 * order, of relative size about (effective dimension)/m, whose standard error is by jackknife over the probes. Each probe is in
 * many pairs, so that its logarithm is far too small as a rule: the interval is moved by what the jackknife finds of that.
 */
public final class OneSidedTrace extends SampledTrace {
    private final boolean reverse;

    private OneSidedTrace(boolean reverse, EstimatorDescription description) {
        super(description, 1, 2);
        this.reverse = reverse;
    }

    /** {@return the method for engines without forward mode} */
    public static OneSidedTrace reverseOnly() {
        return new OneSidedTrace(
                true,
                new EstimatorDescription(
                        "reverse-only",
                        "Mean of ‖Jᵀω‖²; all pairs of probes for the square.",
                        "the factor J, in reverse mode only",
                        ErrorKind.STANDARD_ERROR,
                        true));
    }

    /** {@return the method for engines without reverse mode} */
    public static OneSidedTrace forwardOnly() {
        return new OneSidedTrace(
                false,
                new EstimatorDescription(
                        "forward-only",
                        "Mean of ‖Ju‖² over random tangents; all pairs for the square.",
                        "the factor J, in forward mode only",
                        ErrorKind.STANDARD_ERROR,
                        true));
    }

    @Override
    void requireFit(Kernel kernel, TraceOf of) {
        kernel.requireFactor(name());
    }

    @Override
    protected long mostSamples(Kernel kernel) {
        return side(kernel).domain().order();
    }

    @Override
    double whole(Kernel kernel, TraceOf of, EstimatorOptions options) {
        LinearOperator side = side(kernel);
        return of == TraceOf.OPERATOR
                ? UnitVectors.squaredNorm(side, options)
                : UnitVectors.squaredGramNorm(name(), side, options);
    }

    private LinearOperator side(Kernel kernel) {
        LinearOperator factor = kernel.requireFactor(name());
        return reverse ? factor.adjoint() : factor;
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        LinearOperator side = side(kernel);
        Probes probes = Probes.of(side.domain(), options.probes(), options.seed());
        if (of == TraceOf.OPERATOR) {
            int held = EstimatorOptions.vectorsHeld(side);
            Draws<DrawnMean> drawn = DrawnMean.draw(0, true, probes, options.samples(), held, options, block -> {
                try (MultiVector image = side.times(block)) {
                    return image.dots(image);
                }
            });
            return DrawnMean.outcome(drawn);
        }
        if (options.tolerance().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + name() + "' cannot stop at a tolerance for " + of.label() + ".",
                    "Give a number of samples only, or use hutchinson or hutch++.");
        }
        try (MultiVector image = ProbeImages.of(name(), side, probes, options)) {
            return pairs(image.gram(image));
        }
    }

    /** The mean of K_ij² over i ≠ j, with its jackknife. */
    private static Outcome pairs(DMatrixRMaj gram) {
        int m = gram.getNumRows();
        double total = 0;
        double[] rows = new double[m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                if (i != j) {
                    rows[i] += gram.get(i, j) * gram.get(i, j);
                }
            }
            total += rows[i];
        }
        double value = total / m / (m - 1);
        if (m < 3) {
            return Outcome.indicated(
                    value, OptionalDouble.empty(), "Two random probes give no standard error: ask for more samples.");
        }
        // The mean over the pairs without one probe averages to that over all pairs.
        double[] without = new double[m];
        for (int i = 0; i < m; i++) {
            without[i] = (total - 2 * rows[i]) / (m - 1) / (m - 2);
        }
        double error = Jackknife.standardError(without);
        Optional<Interval> interval = value == 0
                ? Optional.of(new Interval(0, 0))
                : LogScale.of(value, without).map(logarithm -> logarithm.unbiasedInterval(0.95));
        if (interval.isEmpty()) {
            return Outcome.indicated(
                    value, OptionalDouble.of(error), "One probe alone makes the estimate: ask for more samples.");
        }
        return new Outcome(
                value, OptionalDouble.of(error), interval, ErrorKind.STANDARD_ERROR, StopReason.COMPLETED, List.of());
    }
}
