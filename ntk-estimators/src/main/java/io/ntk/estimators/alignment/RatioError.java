package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.EffectiveDegrees;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.StudentT;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * An alignment whose three parts are known numbers plus the means of draws that share their probes, with its error by the
 * delete-one jackknife over the probes.
 *
 * <p>The interval is Student's, for z = artanh ρ (Fisher), which keeps it inside [−1, 1] and is closer to normal than ρ
 * where ρ is near 1.
 *
 * @param standardError of the alignment; NaN of fewer than two probes
 * @param transformedError the standard error of z
 * @param degrees the degrees of freedom of that error
 */
record RatioError(
        AlignmentParts parts, double value, double standardError, double transformedError, double degrees, int probes)
        implements Draws.Result {
    /** Draws products with probes that all three parts share, for known parts plus their means. */
    static AlignmentOutcome draw(
            AlignmentParts known,
            Probes probes,
            int budget,
            int blocksHeld,
            EstimatorOptions options,
            Function<MultiVector, Products> products) {
        Products drawn = Products.ofSize(budget);
        Draws<RatioError> draws = Draws.of(
                probes,
                budget,
                blocksHeld,
                options,
                (block, first) -> drawn.put(first, products.apply(block)),
                count -> RatioError.of(known, drawn.first(count))
                        .drawnAs(probes.kind(), probes.space().order()));
        return draws.result().sampled(draws.stop());
    }

    /** Known parts plus the means of the products. */
    static RatioError of(AlignmentParts known, Products drawn) {
        int m = drawn.size();
        double cross = drawn.crossSum();
        double before = drawn.beforeSum();
        double after = drawn.afterSum();
        AlignmentParts parts = new AlignmentParts(
                known.crossTrace() + cross / m,
                known.squaredFrobeniusBefore() + before / m,
                known.squaredFrobeniusAfter() + after / m);
        double value = parts.alignment();
        if (m < 2) {
            return new RatioError(parts, value, Double.NaN, Double.NaN, 0, m);
        }
        AlignmentParts[] without = new AlignmentParts[m];
        for (int i = 0; i < m; i++) {
            without[i] = new AlignmentParts(
                    known.crossTrace() + (cross - drawn.cross(i)) / (m - 1),
                    known.squaredFrobeniusBefore() + (before - drawn.before(i)) / (m - 1),
                    known.squaredFrobeniusAfter() + (after - drawn.after(i)) / (m - 1));
        }
        return of(parts, without);
    }

    /** Parts from all probes, and those from all but each one of them; at least two. */
    static RatioError of(AlignmentParts parts, AlignmentParts[] withoutOne) {
        int m = withoutOne.length;
        double[] without = new double[m];
        double[] transformed = new double[m];
        for (int i = 0; i < m; i++) {
            without[i] = withoutOne[i].alignment();
            transformed[i] = fisher(without[i]);
        }
        return new RatioError(
                parts,
                parts.alignment(),
                Jackknife.standardError(without),
                Jackknife.standardError(transformed),
                EffectiveDegrees.of(transformed),
                m);
    }

    /** The same for probes of that kind: of those that are orthonormal to each other, all n are exact. */
    RatioError drawnAs(ProbeKind kind, long order) {
        return kind == ProbeKind.ORTHONORMAL ? withoutReplacementFrom(order) : this;
    }

    private RatioError withoutReplacementFrom(long population) {
        double factor = Math.sqrt(1 - (double) probes / population);
        return new RatioError(parts, value, factor * standardError, factor * transformedError, degrees, probes);
    }

    /** artanh ρ; finite for ρ = ±1, where no digit is left to say how near. */
    private static double fisher(double rho) {
        double inside = Math.max(-1 + 0x1p-52, Math.min(1 - 0x1p-52, rho));
        return 0.5 * (Math.log1p(inside) - Math.log1p(-inside));
    }

    /** The alignment with its standard error and its 95% interval. */
    AlignmentOutcome sampled(StopReason stop) {
        Outcome alignment = probes < 2
                ? Outcome.ofOneProbe(value, stop)
                : new Outcome(
                        value,
                        OptionalDouble.of(standardError),
                        Optional.of(interval(0.95)),
                        ErrorKind.STANDARD_ERROR,
                        stop,
                        List.of());
        return new AlignmentOutcome(parts, alignment);
    }

    /** The alignment with an error that is an indication only. */
    AlignmentOutcome indicated(String note) {
        return new AlignmentOutcome(parts, Outcome.indicated(value, OptionalDouble.of(standardError), note));
    }

    /** An interval that holds the alignment with that probability; all of [−1, 1] for fewer than two probes. */
    Interval interval(double level) {
        if (probes < 2) {
            return new Interval(-1, 1);
        }
        if (transformedError == 0) {
            return new Interval(value, value);
        }
        double z = fisher(value);
        double half = StudentT.twoSided(level, degrees) * transformedError;
        return new Interval(Math.min(value, Math.tanh(z - half)), Math.max(value, Math.tanh(z + half)));
    }

    /** The larger distance between the value and an end of the interval of that level. */
    double halfWidth(double level) {
        Interval interval = interval(level);
        return Math.max(interval.upper() - value, value - interval.lower());
    }

    @Override
    public boolean isWithin(double tolerance, double level) {
        return probes > 1 && halfWidth(level) <= tolerance * Math.abs(value);
    }
}
