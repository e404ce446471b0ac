package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.rounding.Repetition;
import io.ntk.estimators.statistics.EffectiveDegrees;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.LogScale;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.StudentT;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The error of a metric by the delete-one jackknife over the probes: on logarithmic scales if the metric is positive, those of its
 * statistics ({@link LogRegion}) or its own, else on its own scale, always with effective degrees of freedom. Where a denominator may
 * be zero, no interval holds.
 */
final class MetricError {
    /** Within how many standard errors of 0 a denominator may be zero. */
    private static final double SIGNIFICANT = 3;

    /** Relative, of differences for derivatives: the cube root of the unit of float64. */
    private static final double STEP = 0x1p-17;

    private MetricError() {}

    static Outcome of(Metric metric, ProbeStatistics statistics) {
        double value = metric.value(statistics.without(-1));
        int draws = statistics.draws();
        if (draws == 1) {
            return Outcome.ofOneProbe(value, StopReason.COMPLETED);
        }
        double[] without = new double[draws];
        for (int i = 0; i < draws; i++) {
            without[i] = metric.value(statistics.without(i));
        }
        double share = statistics.shareOfError();
        OptionalDouble error = OptionalDouble.of(share * Jackknife.standardError(without));
        Optional<Statistic> uncertain = metric.denominators().stream()
                .filter(statistic -> isUncertain(statistics.of(statistic)))
                .findFirst();
        return uncertain
                .map(statistic -> Outcome.indicated(
                        value,
                        error,
                        "No interval is stated: the estimate of " + statistic.symbol() + ", by which the metric '"
                                + metric + "' divides, is within three standard errors of 0. Give more samples."))
                .orElseGet(() -> stated(
                        metric,
                        statistics,
                        new Outcome(
                                value,
                                error,
                                Optional.of(interval(metric, statistics, value, without)),
                                ErrorKind.STANDARD_ERROR,
                                StopReason.COMPLETED,
                                List.of())));
    }

    private static Outcome stated(Metric metric, ProbeStatistics statistics, Outcome sampled) {
        OptionalDouble rounding = rounding(metric, statistics);
        return rounding.isPresent() ? sampled.withRounding(rounding.getAsDouble()) : sampled;
    }

    /** A bound of the change that rounding makes, to first order; empty where none is measured, as of plain probes in float64. */
    static OptionalDouble rounding(Metric metric, ProbeStatistics statistics) {
        double[] changes = changes(metric, statistics);
        OptionalDouble shown = shownByProducts(metric, statistics);
        return changes.length == 0 ? shown : OptionalDouble.of(Math.hypot(Repetition.bound(changes), shown.orElse(0)));
    }

    private static OptionalDouble shownByProducts(Metric metric, ProbeStatistics statistics) {
        double value = metric.value(statistics.without(-1));
        double squares = 0;
        for (Statistic statistic : metric.needed()) {
            double bound = statistics.of(statistic).rounding();
            double change = metric.value(statistics
                            .with(statistic, statistics.of(statistic).plus(bound))
                            .without(-1))
                    - value;
            squares += change * change;
        }
        return squares > 0 && squares < Double.POSITIVE_INFINITY
                ? OptionalDouble.of(Math.sqrt(squares))
                : OptionalDouble.empty();
    }

    /** What float64 changes in the metric, by each of the vectors that were repeated, if all its statistics were. */
    private static double[] changes(Metric metric, ProbeStatistics statistics) {
        int count = metric.needed().stream()
                .mapToInt(statistic -> statistics.of(statistic).changes().length)
                .min()
                .orElse(0);
        double[] changes = new double[count];
        if (count == 0) {
            return changes;
        }
        for (Statistic statistic : metric.needed()) {
            double slope = slope(metric, statistics, statistic);
            for (int j = 0; j < count; j++) {
                changes[j] += slope * statistics.of(statistic).changes()[j];
            }
        }
        return changes;
    }

    /** The derivative by the expectation of a statistic. */
    private static double slope(Metric metric, ProbeStatistics statistics, Statistic statistic) {
        Sampled expectation = statistics.of(statistic);
        double step = STEP * Math.abs(expectation.mean(-1));
        double up =
                metric.value(statistics.with(statistic, expectation.plus(step)).without(-1));
        double down =
                metric.value(statistics.with(statistic, expectation.plus(-step)).without(-1));
        return step == 0 ? 0 : (up - down) / (2 * step);
    }

    private static boolean isUncertain(Sampled denominator) {
        return Math.abs(denominator.mean(-1)) < SIGNIFICANT * denominator.standardError();
    }

    private static Interval interval(Metric metric, ProbeStatistics statistics, double value, double[] without) {
        double share = statistics.shareOfError();
        boolean positive = metric.range().lower() >= 0;
        Optional<Interval> region = positive ? LogRegion.interval(metric, statistics, value) : Optional.empty();
        if (region.isPresent()) {
            return region.get();
        }
        Optional<LogScale> logarithm = positive
                ? LogScale.of(
                        metric.toPositive(value),
                        Arrays.stream(without).map(metric::toPositive).toArray())
                : Optional.empty();
        if (logarithm.isPresent()) {
            Interval transformed = logarithm.get().scaled(share).interval(0.95);
            return new Interval(
                    Math.min(value, metric.fromPositive(transformed.lower())),
                    Math.max(value, metric.fromPositive(transformed.upper())));
        }
        double half = share * Jackknife.standardError(without) * StudentT.twoSided(0.95, EffectiveDegrees.of(without));
        return new Interval(value - half, value + half);
    }
}
