package io.ntk.estimators.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An estimated number with the statement of its error and its cost.
 *
 * @param value the estimate, finite
 * @param standardError its standard error by sampling alone; empty where none can be stated, 0 where exact
 * @param roundingError a bound of the error by rounding, in the unit of the value, that holds in about 95% of runs; empty where
 *     the method does not measure it
 * @param interval95 an interval that holds the exact value in about 95% of runs; present only for
 *     {@link ErrorKind#STANDARD_ERROR} and {@link ErrorKind#EXACT}. The square of its half-width is that of the sampling error
 *     plus that of the rounding error, where both are stated
 * @param errorKind how far the standard error and the interval can be trusted
 * @param estimator the name of the method
 * @param samples the budget that was asked for
 * @param costs the products spent on each operator, in the order in which they were given
 * @param seed the seed
 * @param stop why no more samples were drawn
 * @param notes sentences for the reader, possibly none
 */
public record Estimate(
        double value,
        OptionalDouble standardError,
        OptionalDouble roundingError,
        Optional<Interval> interval95,
        ErrorKind errorKind,
        String estimator,
        int samples,
        List<Cost> costs,
        long seed,
        StopReason stop,
        List<String> notes) {

    /** Copies the lists. */
    public Estimate {
        costs = List.copyOf(costs);
        notes = List.copyOf(notes);
    }

    /**
     * An estimate whose error by rounding is not measured.
     *
     * @param value the estimate, finite
     * @param standardError its standard error
     * @param interval95 its 95% interval
     * @param errorKind how far the two can be trusted
     * @param estimator the name of the method
     * @param samples the budget that was asked for
     * @param costs the products spent on each operator
     * @param seed the seed
     * @param stop why no more samples were drawn
     * @param notes sentences for the reader
     */
    public Estimate(
            double value,
            OptionalDouble standardError,
            Optional<Interval> interval95,
            ErrorKind errorKind,
            String estimator,
            int samples,
            List<Cost> costs,
            long seed,
            StopReason stop,
            List<String> notes) {
        this(
                value,
                standardError,
                OptionalDouble.empty(),
                interval95,
                errorKind,
                estimator,
                samples,
                costs,
                seed,
                stop,
                notes);
    }

    /** {@return the larger distance between the value and an end of the 95% interval; empty without an interval} */
    public OptionalDouble halfWidth() {
        return interval95.isPresent() ? OptionalDouble.of(interval95.get().reach(value)) : OptionalDouble.empty();
    }

    /** {@return which of the two errors is the larger; empty unless there are an interval and a rounding error, and if both are 0} */
    public Optional<ErrorSource> largerError() {
        if (roundingError.isEmpty() || interval95.isEmpty()) {
            return Optional.empty();
        }
        double reach = interval95.get().reach(value);
        if (reach == 0) {
            return Optional.empty();
        }
        double share = roundingError.getAsDouble() / reach;
        return Optional.of(share * share >= 0.5 ? ErrorSource.ROUNDING : ErrorSource.SAMPLING);
    }

    /** {@return the number of applications of each operator, the largest if they differ} */
    public long operatorApplications() {
        return costs.stream().mapToLong(Cost::products).max().orElse(0);
    }

    /** {@return the products with each operator that were repeated in float64 to measure rounding, the largest number if they differ} */
    public long repeatedApplications() {
        return costs.stream().mapToLong(Cost::repeatedProducts).max().orElse(0);
    }

    /**
     * {@return the same estimate with another sentence for the reader}
     *
     * @param note a full sentence
     */
    public Estimate withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Estimate(
                value,
                standardError,
                roundingError,
                interval95,
                errorKind,
                estimator,
                samples,
                costs,
                seed,
                stop,
                more);
    }
}
