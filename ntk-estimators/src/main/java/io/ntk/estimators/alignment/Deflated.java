package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.rounding.Repetition;
import io.ntk.estimators.statistics.Looks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The alignment with the leading ranges of both kernels deflated: on a space Q, A and B are known exactly after one product
 * of each with every basis vector, and only the rest, PAP and PBP with P = I − QQᵀ, is estimated by shared random
 * probes. It is Hutch++ (Meyer, Musco, Musco and Woodruff, SOSA 2021) for three traces at once, with another Q.
 *
 * <p>Hutch++ takes the range of one product with random vectors, which are then thrown away. Here Q begins with m/15
 * random vectors, or 4, and grows by steps of the same size until 3m/5 products are spent, or 3m/4 if 24 are left: each time
 * by the directions in which both operators, by their Nyström approximations from the products with Q so far, are largest
 * outside Q ({@link RecentImages}). So Q is a subspace of a block Krylov space (Musco and Musco, "Randomized block Krylov methods for
 * stronger and faster approximate singular value decomposition", NeurIPS 2015) of two operators, every vector of it is
 * known exactly, and no product is lost.
 *
 * <p>All three traces are inner products over the same vectors, so the result is in [−1, 1] and is 1 for B = cA, c &gt; 0.
 * The sampling error is that of the residual probes given Q, by jackknife: Q is independent of them and costs no error. The
 * rounding error is that of what is known on Q, by {@link PrecisionGap} where products can be repeated in float64, which costs
 * two more of each operator, or five if rounding is not small beside sampling, else by {@link ProductRounding}.
 *
 * <p>{@code ntk figure 2} compares it with a shared sketch. Experiments with other ways to choose Q did worse: ranges of
 * one product, blocks that double, and directions from the last block's images alone. So did a Nyström approximation of
 * PAP as control variate, on some networks, and quadratic forms as control variates with exact or estimated traces, at equal cost
 * ({@code bench/control}); leave-one-out forms did better, but have no interval that can be trusted.
 *
 * <p>With a tolerance, Q starts small and is doubled while the residual probes still needed would cost more than that; it stops
 * too where rounding is the larger error.
 * Residual probes are kept with their products, which are deflated by a larger Q without further products. Where the memory limit has
 * room for no more of them it stops with what it has; where it has none for the first look it refuses before the first product.
 */
public final class Deflated extends CheckedAlignment implements ProbingAlignment {
    /** Its name. */
    public static final String NAME = "deflated";

    /** How fast Q grows when the tolerance decides how large it is worth making. */
    private static final int FIRST_STEP = 4;

    /** The dimension of Q at the first look at the error. */
    private static final int FIRST_SPACE = 28;

    /** The residual probes at the first look. */
    private static final int FIRST_RESIDUALS = 16;

    /** Makes the method. */
    public Deflated() {
        super(
                new EstimatorDescription(
                        NAME,
                        "Exact on the leading ranges of both kernels, shared probes for the rest.",
                        "symmetric operators",
                        ErrorKind.STANDARD_ERROR,
                        true),
                Deflation.LEAST,
                OperatorProperty.SYMMETRIC);
    }

    @Override
    AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        Probes sketch = Probes.of(before.operator().domain(), options.probes(), options.seed());
        return options.tolerance().isPresent()
                ? untilTolerance(before, after, sketch, options, listener)
                : split(before, after, sketch, options, listener);
    }

    /** Bounds the error by rounding: by products that are repeated in float64 where they can be, else by their asymmetry. */
    private static Function<AlignmentParts, OptionalDouble> rounding(
            Deflation deflation, Kernel before, Kernel after, EstimatorOptions options) {
        Optional<PrecisionGap> gap = deflation.gap(before, after, 0, Repetition.MOST, options.memoryLimit());
        return parts -> gap.isPresent()
                ? OptionalDouble.of(gap.get().bound(parts))
                : deflation.rounding().bound(parts);
    }

    /** The same for one outcome; few products are repeated where they show that sampling errs much more. */
    private static OptionalDouble rounding(
            Deflation deflation, Kernel before, Kernel after, AlignmentOutcome outcome, EstimatorOptions options) {
        AlignmentParts parts = outcome.parts();
        OptionalDouble bound = Repetition.bound(
                (from, until) -> deflation
                        .gap(before, after, from, until, options.memoryLimit())
                        .map(gap -> gap.changes(parts)),
                outcome.alignment().halfWidth());
        return bound.isPresent() ? bound : deflation.rounding().bound(parts);
    }

    private static AlignmentOutcome split(
            Kernel before, Kernel after, Probes sketch, EstimatorOptions options, Consumer<Images> listener) {
        LinearOperator a = before.operator();
        LinearOperator b = after.operator();
        int m = options.samples();
        int dimension = Deflation.dimension(a.domain().order(), m);
        int held = Deflation.vectorsHeld(2, m, dimension);
        options.requireRoom(NAME, a.domain(), held);
        try (Deflation deflation =
                Deflation.split(a.domain(), List.of(a::times, b::times), sketch, m, dimension, listener)) {
            int rest = m - deflation.products();
            AlignmentOutcome outcome = rest == 0
                    ? AlignmentOutcome.exact(deflation.known())
                    : RatioError.draw(
                            deflation.known(),
                            sketch.next(),
                            rest,
                            listener == Images.NOBODY ? 4 : 7,
                            options.beside(a.domain(), held),
                            deflation::draw);
            return outcome.withRounding(rounding(deflation, before, after, outcome, options));
        }
    }

    private static AlignmentOutcome untilTolerance(
            Kernel before, Kernel after, Probes sketch, EstimatorOptions options, Consumer<Images> listener) {
        try (Deflation deflation =
                Deflation.of(before.operator(), after.operator(), FIRST_STEP, FIRST_SPACE, listener)) {
            AlignmentOutcome outcome = untilTolerance(deflation, sketch, before, after, options);
            deflation.tellKept();
            return outcome;
        }
    }

    private static AlignmentOutcome untilTolerance(
            Deflation deflation, Probes sketch, Kernel before, Kernel after, EstimatorOptions options) {
        double tolerance = options.tolerance().orElseThrow();
        int budget = options.samples();
        VectorSpace space = before.operator().domain();
        double room = options.memoryLimit() / EstimatorOptions.bytes(space, 1);
        Probes residual = sketch.next();
        int firstSpace = Math.min(3 * budget / 5, FIRST_SPACE);
        int firstResiduals = Math.min(FIRST_RESIDUALS, budget - firstSpace);
        options.withSamples(firstSpace + firstResiduals)
                .requireRoom(NAME, space, deflation.vectorsHeld(firstSpace, firstResiduals));
        deflation.span(sketch, Math.min(Deflation.step(budget), FIRST_STEP), firstSpace);
        Function<AlignmentParts, OptionalDouble> rounding = rounding(deflation, before, after, options);
        int drawn = 0;
        int target = FIRST_RESIDUALS;
        for (int look = 1; ; look++) {
            target = Math.min(target, budget - deflation.products());
            target = Math.min(target, deflation.residualsWithin(room));
            if (target > drawn) {
                deflation.keepResidual(residual.block(drawn, target - drawn));
                drawn = target;
            }
            RatioError error = RatioError.of(deflation.known(), deflation.keptProducts());
            double level = Looks.level(look);
            OptionalDouble bound = rounding.apply(error.parts());
            double rounded = bound.orElse(0);
            double sampled = error.halfWidth(level);
            double allowed = tolerance * Math.abs(error.value());
            int left = budget - deflation.products() - drawn;
            if (error.isWithin(tolerance, level) && Math.hypot(sampled, rounded) <= allowed) {
                return error.sampled(StopReason.TOLERANCE_REACHED).withRounding(bound);
            }
            if (sampled <= rounded) {
                return error.sampled(StopReason.ROUNDING_REACHED).withRounding(bound);
            }
            if (left == 0) {
                return error.sampled(StopReason.BUDGET_SPENT).withRounding(bound);
            }
            // The half-width falls as the square root of the number of residual probes.
            double ratio = sampled / Math.max(rounded, Math.sqrt(Math.max(0, allowed * allowed - rounded * rounded)));
            double needed = drawn * ratio * ratio;
            int doubling = deflation.products();
            boolean larger = needed - drawn > doubling
                    && left >= doubling
                    && deflation.vectorsHeld(doubling, drawn) <= room
                    && deflation.grow(doubling) > 0;
            if (larger) {
                target = Math.max(drawn, doubling / 2);
            } else if (deflation.residualsWithin(room) > drawn) {
                target = (int) Math.min(drawn + (double) left, Math.max(1.1 * needed, drawn + drawn / 4 + 1));
            } else {
                return error.sampled(StopReason.MEMORY_SPENT)
                        .withRounding(bound)
                        .withNote("The memory limit of " + options.memoryLimit()
                                + " bytes has no room for more probes, which this method keeps; a higher limit makes the interval"
                                + " narrower.");
            }
        }
    }
}
