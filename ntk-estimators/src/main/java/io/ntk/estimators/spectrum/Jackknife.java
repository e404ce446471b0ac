package io.ntk.estimators.spectrum;

import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.statistics.StudentT;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/** The delete-one jackknife of a function of independent probes (Efron and Stein 1981), with Student's t interval. */
final class Jackknife {
    /** The fewest probes from which a spread of leave-one-out values says something. */
    static final int LEAST = 3;

    private Jackknife() {}

    /**
     * An estimate and its error.
     *
     * @param method its name
     * @param probes the number of probes, at least {@link #LEAST}
     * @param statistic the value from all probes but one, or from all if the index is −1
     * @param costs what the probes cost on each kernel
     * @param options how it was asked for
     * @return the estimate
     */
    static Estimate estimate(
            String method, int probes, IntToDoubleFunction statistic, List<Cost> costs, EstimatorOptions options) {
        double value = statistic.applyAsDouble(-1);
        double mean = 0;
        double[] without = new double[probes];
        for (int i = 0; i < probes; i++) {
            without[i] = statistic.applyAsDouble(i);
            mean += without[i] / probes;
        }
        double squares = 0;
        for (double one : without) {
            squares += (one - mean) * (one - mean);
        }
        double error = Math.sqrt(squares * (probes - 1) / probes);
        double half = StudentT.twoSided(0.95, probes - 1.0) * error;
        return new Estimate(
                value,
                OptionalDouble.of(error),
                Optional.of(new Interval(value - half, value + half)),
                ErrorKind.STANDARD_ERROR,
                method,
                options.samples(),
                costs,
                options.seed(),
                StopReason.COMPLETED,
                List.of());
    }

    /** {@return a value without error} */
    static Estimate exact(String method, double value, List<Cost> costs, EstimatorOptions options) {
        return new Estimate(
                value,
                OptionalDouble.of(0),
                Optional.of(new Interval(value, value)),
                ErrorKind.EXACT,
                method,
                options.samples(),
                costs,
                options.seed(),
                StopReason.COMPLETED,
                List.of());
    }

    /** {@return Σ_i x_i without one of them} */
    static double sumWithout(double[] x, int without) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += i == without ? 0 : x[i];
        }
        return sum;
    }

    /** {@return the mean of x_i x_j over i ≠ j, without one: an unbiased estimate of (E x)²} */
    static double squaredMean(double[] x, int without) {
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
