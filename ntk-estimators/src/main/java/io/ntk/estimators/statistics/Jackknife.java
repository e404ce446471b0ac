package io.ntk.estimators.statistics;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/** The delete-one jackknife of a function of independent probes (Efron and Stein 1981), with Student's t interval. */
public final class Jackknife {
    /** The fewest probes whose leave-one-out values give a standard error. */
    public static final int LEAST = 3;

    private Jackknife() {}

    /**
     * A value and its error.
     *
     * @param probes the number of probes, at least {@link #LEAST}
     * @param statistic gives the value without the probe of an index, or from all probes if the index is −1
     * @return the value, its standard error and its 95% interval
     */
    public static Outcome of(int probes, IntToDoubleFunction statistic) {
        double value = statistic.applyAsDouble(-1);
        double[] without = new double[probes];
        for (int i = 0; i < probes; i++) {
            without[i] = statistic.applyAsDouble(i);
        }
        double error = standardError(without);
        double half = StudentT.twoSided(0.95, probes - 1.0) * error;
        return new Outcome(
                value,
                OptionalDouble.of(error),
                Optional.of(new Interval(value - half, value + half)),
                ErrorKind.STANDARD_ERROR,
                StopReason.COMPLETED,
                List.of());
    }

    /**
     * {@return the standard error of a value}
     *
     * @param without the value from all probes but each one of them, at least two
     */
    public static double standardError(double[] without) {
        int probes = without.length;
        double mean = 0;
        for (double one : without) {
            mean += one / probes;
        }
        double squares = 0;
        for (double one : without) {
            squares += (one - mean) * (one - mean);
        }
        return Math.sqrt(squares * (probes - 1) / probes);
    }

    /**
     * {@return the sum of the numbers but one}
     *
     * @param x numbers
     * @param without the index of the one left out; −1 for none. It is skipped, not subtracted, so that nothing cancels
     */
    public static double sumWithout(double[] x, int without) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += i == without ? 0 : x[i];
        }
        return sum;
    }

    /**
     * {@return the mean of the numbers without each one of them, in linear time; the one is skipped, not subtracted}
     *
     * @param x at least two numbers
     */
    public static double[] meansWithout(double[] x) {
        int others = x.length - 1;
        double[] means = new double[x.length];
        double before = 0;
        for (int i = 0; i < x.length; i++) {
            means[i] = before / others;
            before += x[i];
        }
        double after = 0;
        for (int i = others; i >= 0; i--) {
            means[i] += after / others;
            after += x[i];
        }
        return means;
    }

    /**
     * {@return the mean of x_i x_j over i ≠ j: an unbiased estimate of (E x)²}
     *
     * @param x independent draws, at least three
     * @param without the index of the one left out; −1 for none
     */
    public static double squaredMean(double[] x, int without) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            if (i != without) {
                sum += x[i];
                squares += x[i] * x[i];
            }
        }
        int count = without < 0 ? x.length : x.length - 1;
        return (sum * sum - squares) / ((double) count * (count - 1));
    }
}
