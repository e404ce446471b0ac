package io.ntk.estimators.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A number with what it is worth and what it cost.
 *
 * @param value the estimate, finite
 * @param standardError its standard error; empty where none can be stated, 0 where exact
 * @param interval95 an interval that holds the exact value in about 95% of runs; present only for
 *     {@link ErrorKind#STANDARD_ERROR} and, with both ends the value, {@link ErrorKind#EXACT}
 * @param errorKind what the two above are worth
 * @param estimator the name of the method
 * @param samples the samples asked for: with a tolerance, the budget
 * @param costs the products spent on each operator, in the order in which they were given
 * @param seed the seed
 * @param stop why it stopped
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

    /** {@return the products spent on the operator that took most of them: applications of each operator} */
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
