package io.ntk.estimators.statistics;

import io.ntk.estimators.estimate.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean of independent draws, with Student's t interval.
 *
 * @param count the number n of draws
 * @param mean their mean
 * @param deviation their standard deviation (n − 1 in the denominator); NaN for fewer than two
 * @param degrees the degrees of freedom of their variance, by {@link EffectiveDegrees}
 */
public record SampleMean(int count, double mean, double deviation, double degrees) {
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
        return new SampleMean(draws.length, mean, deviation, EffectiveDegrees.of(draws));
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
        return new SampleMean(count, mean, deviation * Math.sqrt(1 - (double) count / population), degrees);
    }

    /** {@return the standard error of the mean; empty for fewer than two draws} */
    public OptionalDouble standardError() {
        return count < 2 ? OptionalDouble.empty() : OptionalDouble.of(deviation / Math.sqrt(count));
    }

    /**
     * The half-width of an interval for the mean.
     *
     * @param level its coverage, such as 0.95
     * @return the half-width, infinite for fewer than two draws
     */
    public double halfWidth(double level) {
        return count < 2 ? Double.POSITIVE_INFINITY : StudentT.twoSided(level, degrees) * deviation / Math.sqrt(count);
    }

    /**
     * {@return the 95% interval for a value that is this mean plus a known number; empty for fewer than two draws}
     *
     * @param known the known number
     */
    public Optional<Interval> interval95(double known) {
        double half = halfWidth(0.95);
        return count < 2 ? Optional.empty() : Optional.of(new Interval(known + mean - half, known + mean + half));
    }
}
