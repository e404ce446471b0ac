package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.random.CounterGenerator;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.StudentT;
import io.ntk.estimators.trace.HutchPlusPlus;
import io.ntk.estimators.trace.NystromPlusPlus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Each of the three traces on its own: Hutch++ for Tr AᵀB and Nyström++ for the squares, with half of the budget each and
 * independent probes. For comparison: without shared probes, the errors of numerator and denominator do not cancel, the
 * result is not bounded by 1 before it is cut there, and ρ(A, A) is not 1.
 *
 * <p>The error is the first-order one of the ratio of three independent estimates, with the degrees of freedom of Welch and
 * Satterthwaite.
 */
public final class ThreeTraces extends CheckedAlignment {
    /** Makes the method. */
    public ThreeTraces() {
        super(
                new EstimatorDescription(
                        "three-traces",
                        "Hutch++ for the cross trace and Nyström++ for the squares, independently.",
                        "symmetric operators",
                        ErrorKind.STANDARD_ERROR,
                        false),
                12,
                OperatorProperty.SYMMETRIC);
    }

    @Override
    AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        LinearOperator a = before.operator();
        LinearOperator b = after.operator();
        int half = options.samples() / 2;
        Estimate cross = new HutchPlusPlus()
                .estimate(Kernel.of(a.adjoint().compose(b)), TraceOf.OPERATOR, share(options, half, 1));
        int rest = options.samples() - half;
        Estimate squareBefore = new NystromPlusPlus().estimate(before, TraceOf.SQUARE, share(options, rest, 2));
        Estimate squareAfter = new NystromPlusPlus().estimate(after, TraceOf.SQUARE, share(options, rest, 3));
        AlignmentParts parts = new AlignmentParts(cross.value(), squareBefore.value(), squareAfter.value());
        // Not cut at 1: the interval belongs to the ratio as it came out.
        double scale = Math.sqrt(squareBefore.value()) * Math.sqrt(squareAfter.value());
        double value = cross.value() / scale;
        double[] terms = {
            error(cross) / scale,
            value * error(squareBefore) / squareBefore.value() / 2,
            value * error(squareAfter) / squareAfter.value() / 2
        };
        // Hutch++ draws about a third of its budget, Nyström++ half, one less than which are free.
        double[] degrees = {half / 3.0 - 1, rest / 2.0 - 1, rest / 2.0 - 1};
        double variance = 0;
        double spread = 0;
        for (int i = 0; i < terms.length; i++) {
            double square = terms[i] * terms[i];
            variance += square;
            spread += square * square / degrees[i];
        }
        double error = Math.sqrt(variance);
        double width = spread == 0 ? 0 : StudentT.twoSided(0.95, variance * variance / spread) * error;
        Interval interval = new Interval(inside(value - width), inside(value + width));
        return new AlignmentOutcome(
                parts,
                new Outcome(
                        parts.alignment(),
                        OptionalDouble.of(error),
                        Optional.of(interval),
                        ErrorKind.STANDARD_ERROR,
                        StopReason.COMPLETED,
                        List.of()));
    }

    private static double inside(double value) {
        return Math.max(-1, Math.min(1, value));
    }

    private static double error(Estimate estimate) {
        return estimate.standardError().orElseThrow();
    }

    /** A share of the budget with probes of its own; progress is told by the whole. */
    private static EstimatorOptions share(EstimatorOptions options, int samples, long stream) {
        return options.withSamples(samples)
                .withSeed(new CounterGenerator(options.seed(), stream).word(0))
                .withProgress(Progress.none());
    }
}
