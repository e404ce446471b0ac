package io.ntk.estimators.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An estimated number with the statement of its error and its cost.
 *
 * @param value the estimate, finite
 * @param standardError its standard error; empty where none can be stated, 0 where exact
 * @param interval95 an interval that holds the exact value in about 95% of runs; present only for
 *     {@link ErrorKind#STANDARD_ERROR} and, with both ends the value, {@link ErrorKind#EXACT}
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

    /** {@return the number of applications of each operator, the largest if they differ} */
    public long operatorApplications() {
        return costs.stream().mapToLong(Cost::products).max().orElse(0);
    }

    /**
     * {@return the same estimate with another sentence for the reader}
     *
     * @param note a full sentence
     */
    public Estimate withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Estimate(value, standardError, interval95, errorKind, estimator, samples, costs, seed, stop, more);
    }
}
