package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.statistics.EffectiveDegrees;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.StudentT;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The interval of a positive metric from the logarithms of what the probes add to each of its statistics.
 *
 * <p>An expectation is a known part plus the mean of a few squares. That mean is skewed, however large the known part is beside it;
 * its logarithm is nearly normal. The logarithms of all statistics have a covariance, by the delete-one jackknife, and with it an
 * ellipsoid of what they may be. The interval is that of the metric's values at the two points of the ellipsoid where, to first order, it
 * is least and largest. Of one statistic this is the interval of its mean; of a quotient of which nothing is known it is that of the
 * quotient's logarithm.
 */
final class LogRegion {
    /**
     * Fewer draws of a quadratic form ωᵀΘω often miss the directions that carry its variance. Theirs is taken to be 2 ‖Θ‖²
     * if that is more, which no variance of a form exceeds.
     */
    private static final int FEW = 8;

    /** Relative, of differences for derivatives. */
    private static final double STEP = 0x1p-17;

    private final Metric metric;
    private final ExactMeans means;
    private final Map<Statistic, Rest> rests = new EnumMap<>(Statistic.class);
    private final int draws;

    /** What the probes add to a statistic. */
    private static final class Rest {
        private final double mean;

        /** By how much the logarithm of the mean without each one of the draws exceeds the average of these logarithms. */
        private final double[] deviations;

        private Rest(double mean, double[] deviations) {
            this.mean = mean;
            this.deviations = deviations;
        }

        /** Empty if a mean without one of the draws has no logarithm. */
        static Optional<Rest> of(double[] draws) {
            double[] without = Jackknife.meansWithout(draws);
            if (!Arrays.stream(without).allMatch(one -> one > 0 && one < Double.POSITIVE_INFINITY)) {
                return Optional.empty();
            }
            double[] logarithms = Arrays.stream(without).map(Math::log).toArray();
            double mean = Arrays.stream(logarithms).average().orElseThrow();
            return Optional.of(new Rest(
                    Arrays.stream(draws).average().orElseThrow(),
                    Arrays.stream(logarithms).map(one -> one - mean).toArray()));
        }

        double error() {
            return Jackknife.standardError(deviations);
        }

        Rest scaled(double factor) {
            return new Rest(
                    mean,
                    Arrays.stream(deviations)
                            .map(deviation -> deviation * factor)
                            .toArray());
        }

        double covariance(double[] others) {
            double sum = 0;
            for (int i = 0; i < others.length; i++) {
                sum += deviations[i] * others[i];
            }
            return sum * (others.length - 1) / others.length;
        }
    }

    private LogRegion(Metric metric, ProbeStatistics statistics) {
        this.metric = metric;
        this.means = statistics.means();
        this.draws = statistics.draws();
    }

    /** Empty if the probes add to a statistic what has no logarithm, or what may be negative of a positive semi-definite kernel. */
    static Optional<Interval> interval(Metric metric, ProbeStatistics statistics, double value) {
        LogRegion region = new LogRegion(metric, statistics);
        for (Statistic statistic : metric.needed()) {
            Optional<Rest> rest = Rest.of(statistics.of(statistic).draws());
            if (rest.isEmpty() || !statistic.isNonNegative()) {
                return Optional.empty();
            }
            region.rests.put(statistic, rest.get());
        }
        double centre = metric.value(region.means);
        return centre > 0 && value > 0
                ? region.interval(value, value / centre, statistics.shareOfError())
                : Optional.empty();
    }

    /** By orthonormal probes the standard error is that share of what independent ones would have. */
    private Optional<Interval> interval(double value, double perCentre, double share) {
        boolean bounded = boundVarianceOfForm();
        double[] influences = new double[draws];
        rests.forEach((statistic, rest) -> {
            double slope = slope(statistic, rest);
            for (int i = 0; i < draws; i++) {
                influences[i] += slope * rest.deviations[i];
            }
        });
        double error = Jackknife.standardError(influences);
        if (error == 0) {
            return Optional.of(new Interval(value, value));
        }
        if (!Double.isFinite(error)) {
            return Optional.empty();
        }
        double degrees = bounded ? draws - 1.0 : EffectiveDegrees.of(influences);
        double reach = share * StudentT.twoSided(0.95, degrees) / error;
        return Optional.of(new Interval(
                Math.min(value, perCentre * moved(-reach, influences)),
                Math.max(value, perCentre * moved(reach, influences))));
    }

    /** Widens the deviations of a quadratic form to the bound of its variance; returns whether the bound was the larger. */
    private boolean boundVarianceOfForm() {
        Rest form = rests.get(Statistic.QUADRATIC_FORM);
        Rest squares = rests.get(Statistic.SQUARED_NORM);
        if (draws >= FEW || form == null || squares == null) {
            return false;
        }
        double found = form.error();
        double bound = Math.sqrt(2 * squares.mean / draws) / form.mean;
        if (!(found > 0) || bound <= found) {
            return false;
        }
        rests.put(Statistic.QUADRATIC_FORM, form.scaled(bound / found));
        return true;
    }

    /** The derivative of the metric's logarithm by the logarithm of what the probes add to a statistic. */
    private double slope(Statistic statistic, Rest rest) {
        double mean = means.mean(statistic);
        double up = metric.value(means.plus(statistic, STEP * mean));
        double down = metric.value(means.plus(statistic, -STEP * mean));
        return Math.log(up / down) / (2 * STEP) * rest.mean / mean;
    }

    /** The metric where each logarithm is moved by so many times its covariance with the metric's. */
    private double moved(double times, double[] influences) {
        ExactMeans there = means;
        for (Map.Entry<Statistic, Rest> entry : rests.entrySet()) {
            Rest rest = entry.getValue();
            there = there.plus(entry.getKey(), rest.mean * Math.expm1(times * rest.covariance(influences)));
        }
        return metric.value(there);
    }
}
