package io.ntk.estimators.statistics;

import io.ntk.estimators.estimate.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean of independent draws, with Student's t interval, on the logarithmic scale where it cannot be negative.
 *
 * @param count the number n of draws
 * @param mean their mean
 * @param deviation their standard deviation (n − 1 in the denominator); NaN for fewer than two
 * @param degrees the degrees of freedom of their variance, by {@link EffectiveDegrees}
 * @param least the least that the true mean may be: 0, or negative infinity
 * @param logarithm the error on the logarithmic scale, where the true mean cannot be negative and the draws are positive
 */
public record SampleMean(
        int count, double mean, double deviation, double degrees, double least, Optional<LogScale> logarithm) {
    /**
     * {@return the mean of some draws}
     *
     * @param draws at least one
     */
    public static SampleMean of(double[] draws) {
        double sum = 0;
        for (double draw : draws) {
            sum += draw;
        }
        double mean = sum / draws.length;
        double squares = 0;
        for (double draw : draws) {
            squares += (draw - mean) * (draw - mean);
        }
        double deviation = draws.length < 2 ? Double.NaN : Math.sqrt(squares / (draws.length - 1));
        return new SampleMean(
                draws.length, mean, deviation, EffectiveDegrees.of(draws), Double.NEGATIVE_INFINITY, Optional.empty());
    }

    /**
     * {@return the mean of draws whose true mean cannot be negative, although rounding may make a draw so}
     *
     * @param draws at least one
     */
    public static SampleMean ofNonNegative(double[] draws) {
        SampleMean plain = of(draws);
        Optional<LogScale> logarithm =
                draws.length < 2 ? Optional.empty() : LogScale.of(plain.mean, Jackknife.meansWithout(draws));
        return new SampleMean(plain.count, plain.mean, plain.deviation, plain.degrees, 0, logarithm);
    }

    /**
     * The same mean for draws without replacement from a finite population, as quadratic forms at orthonormal probes are:
     * their mean over all n is exact. The variance of the mean is (1 − m/n) times that of independent draws of the same
     * spread.
     *
     * @param population n, at least the number of draws
     * @return the mean, with the deviation corrected
     */
    public SampleMean withoutReplacementFrom(long population) {
        double factor = Math.sqrt(1 - (double) count / population);
        return new SampleMean(
                count, mean, deviation * factor, degrees, least, logarithm.map(error -> error.scaled(factor)));
    }

    /** {@return the standard error of the mean; empty for fewer than two draws} */
    public OptionalDouble standardError() {
        return count < 2 ? OptionalDouble.empty() : OptionalDouble.of(deviation / Math.sqrt(count));
    }

    /**
     * {@return an interval for a value that is this mean plus a known number; empty for fewer than two draws}
     *
     * @param known the known number
     * @param level the interval's coverage, such as 0.95
     */
    public Optional<Interval> interval(double known, double level) {
        if (count < 2) {
            return Optional.empty();
        }
        if (logarithm.isPresent()) {
            Interval rest = logarithm.get().interval(level);
            return Optional.of(new Interval(known + rest.lower(), known + rest.upper()));
        }
        double half = StudentT.twoSided(level, degrees) * deviation / Math.sqrt(count);
        double lower = Math.max(mean - half, Math.min(least, mean));
        return Optional.of(new Interval(known + lower, known + mean + half));
    }

    /**
     * {@return the 95% interval for a value that is this mean plus a known number; empty for fewer than two draws}
     *
     * @param known the known number
     */
    public Optional<Interval> interval95(double known) {
        return interval(known, 0.95);
    }
}
