package io.ntk.estimators.statistics;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * The errors of an estimator of a known value over many seeds, and the coverage of its intervals.
 *
 * @param runs the number of seeds
 * @param bias mean of the relative errors, signed
 * @param meanError mean of their absolute values
 * @param medianError median of their absolute values
 * @param rootMeanSquareError root of the mean of their squares
 * @param maxError the largest absolute value
 * @param coverage the fraction of runs whose 95% interval contains the value; NaN unless all runs state one
 * @param applications the mean number of applications of each operator
 */
public record ErrorStudy(
        int runs,
        double bias,
        double meanError,
        double medianError,
        double rootMeanSquareError,
        double maxError,
        double coverage,
        double applications) {

    /**
     * Runs an estimator for seeds 0, 1, …, several at a time.
     *
     * @param exact the exact value, not zero
     * @param seeds the number of seeds, at least 1
     * @param estimator an estimate for a seed; called from several threads
     * @return the errors
     */
    public static ErrorStudy of(double exact, int seeds, LongFunction<Estimate> estimator) {
        Estimate[] runs =
                LongStream.range(0, seeds).parallel().mapToObj(estimator).toArray(Estimate[]::new);
        double[] errors =
                Arrays.stream(runs).mapToDouble(run -> run.value() / exact - 1).toArray();
        double[] sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        boolean stated = Arrays.stream(runs).allMatch(run -> run.errorKind() == ErrorKind.STANDARD_ERROR);
        long covered = Arrays.stream(runs)
                .filter(run -> run.interval95()
                        .map(interval -> interval.contains(exact))
                        .orElse(false))
                .count();
        return new ErrorStudy(
                seeds,
                Arrays.stream(errors).average().orElseThrow(),
                Arrays.stream(sizes).average().orElseThrow(),
                (sizes[(seeds - 1) / 2] + sizes[seeds / 2]) / 2,
                Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow()),
                sizes[seeds - 1],
                stated ? (double) covered / seeds : Double.NaN,
                Arrays.stream(runs)
                        .mapToLong(Estimate::operatorApplications)
                        .average()
                        .orElseThrow());
    }
}
