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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * Each of the three traces on its own: Hutch++ for Tr AᵀB and Nyström++ for the squares, with half of the budget each and
 * independent probes. For comparison: without shared probes, the errors of numerator and denominator do not cancel, the
 * result is not bounded by 1 before it is cut there, and ρ(A, A) is not 1.
 *
 * <p>The standard error is the first-order one of the ratio of three independent estimates. The interval follows from theirs (Zou and
 * Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 2008): each end is as far from the value as
 * the root of the sum of squares of how far an end of each interval moves it, less what the degrees of freedom of Welch and Satterthwaite
 * allow. The intervals of the squares are longer upwards, as their estimates are skewed.
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
        double[] errors = {
            error(cross) / scale,
            value * error(squareBefore) / squareBefore.value() / 2,
            value * error(squareAfter) / squareAfter.value() / 2
        };
        // Hutch++ draws about a third of its budget, Nyström++ half, one less than which are free.
        double[] reach = reach(
                value,
                shareOfReach(errors, half / 3.0 - 1, rest / 2.0 - 1, rest / 2.0 - 1),
                movedBy(cross, end -> end / scale),
                movedBy(squareBefore, end -> value * Math.sqrt(squareBefore.value() / end)),
                movedBy(squareAfter, end -> value * Math.sqrt(squareAfter.value() / end)));
        Interval interval = new Interval(inside(value - reach[0]), inside(value + reach[1]));
        return new AlignmentOutcome(
                parts,
                new Outcome(
                        parts.alignment(),
                        OptionalDouble.of(Math.sqrt(
                                Arrays.stream(errors).map(ThreeTraces::square).sum())),
                        Optional.of(interval),
                        ErrorKind.STANDARD_ERROR,
                        StopReason.COMPLETED,
                        List.of()));
    }

    /** What the alignment would be at both ends of the interval of one of its parts. */
    private static Interval movedBy(Estimate part, DoubleUnaryOperator alignment) {
        Interval ends = part.interval95().orElseThrow();
        double one = alignment.applyAsDouble(ends.lower());
        double other = alignment.applyAsDouble(ends.upper());
        return new Interval(Math.min(one, other), Math.max(one, other));
    }

    /**
     * The intervals of the parts are long because each has few degrees of freedom; that of their sum has more, by Welch and
     * Satterthwaite.
     */
    private static double shareOfReach(double[] errors, double... degrees) {
        double variance = 0;
        double spread = 0;
        double apart = 0;
        for (int i = 0; i < errors.length; i++) {
            double square = square(errors[i]);
            variance += square;
            spread += square * square / degrees[i];
            apart += square * square(StudentT.twoSided(0.95, degrees[i]));
        }
        return spread == 0 ? 1 : StudentT.twoSided(0.95, variance * variance / spread) * Math.sqrt(variance / apart);
    }

    /** How far the interval of a function of independent parts reaches down and up. */
    private static double[] reach(double value, double share, Interval... moved) {
        double down = 0;
        double up = 0;
        for (Interval by : moved) {
            down += square(value - by.lower());
            up += square(by.upper() - value);
        }
        return new double[] {share * Math.sqrt(down), share * Math.sqrt(up)};
    }

    private static double square(double x) {
        return x * x;
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
