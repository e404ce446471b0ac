package io.ntk.estimators.statistics;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/**
 * The result of probes drawn block by block: all probes of the budget, or, with a tolerance, as soon as the interval is
 * narrow enough.
 *
 * @param <R> the type of the result
 * @param result the result of all probes drawn
 * @param stop why no more were drawn
 */
public record Draws<R extends Draws.Result>(R result, StopReason stop) {
    /** A value with an interval. */
    public interface Result {
        /**
         * {@return whether the interval of a level is inside value ± tolerance · |value|}
         *
         * @param tolerance relative, in (0, 1)
         * @param level its coverage, such as 0.95
         */
        boolean isWithin(double tolerance, double level);
    }

    /**
     * Draws probes until the tolerance is met or the budget is spent.
     *
     * @param <R> the type of the result
     * @param probes the sequence to draw from
     * @param budget the largest number of probes, at least 1
     * @param blocksHeld how many blocks of the same width are held at a time, the probes included
     * @param options the memory limit, and the tolerance if there is one
     * @param take takes a block and the number of its first probe
     * @param result gives the result of the probes drawn so far, by their number
     * @return the last result
     */
    public static <R extends Result> Draws<R> of(
            Probes probes,
            int budget,
            int blocksHeld,
            EstimatorOptions options,
            ObjIntConsumer<MultiVector> take,
            IntFunction<R> result) {
        int most = options.probesAtATime(probes.space(), blocksHeld, budget);
        Looks looks = new Looks(budget, options.tolerance().isPresent());
        int done = 0;
        while (true) {
            int until = looks.next();
            while (done < until) {
                int columns = Math.min(most, until - done);
                try (MultiVector block = probes.block(done, columns)) {
                    take.accept(block, done);
                }
                done += columns;
            }
            R found = result.apply(done);
            if (options.tolerance().isEmpty()) {
                return new Draws<>(found, StopReason.COMPLETED);
            }
            if (found.isWithin(options.tolerance().getAsDouble(), looks.level())) {
                return new Draws<>(found, StopReason.TOLERANCE_REACHED);
            }
            if (done == budget) {
                return new Draws<>(found, StopReason.BUDGET_SPENT);
            }
        }
    }
}
