package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Looks;
import java.util.function.Function;

/**
 * Draws products of independent probes block by block: all that were asked for, or, with a tolerance, until the interval of
 * the alignment is narrow enough.
 */
final class Drawing {
    private Drawing() {}

    /** Known parts plus the means over at most {@code budget} probes. */
    static AlignmentOutcome draw(
            AlignmentParts known,
            Probes probes,
            int budget,
            int blocksHeld,
            EstimatorOptions options,
            Function<MultiVector, Products> products) {
        Products drawn = Products.ofSize(budget);
        int most = options.probesAtATime(probes.space(), blocksHeld, budget);
        Looks looks = new Looks(budget, options.tolerance().isPresent());
        int done = 0;
        while (true) {
            int until = looks.next();
            while (done < until) {
                int columns = Math.min(most, until - done);
                try (MultiVector block = probes.block(done, columns)) {
                    drawn.put(done, products.apply(block));
                }
                done += columns;
            }
            RatioError error = RatioError.of(known, drawn.first(done));
            if (options.tolerance().isEmpty()) {
                return error.drawnAs(probes.kind(), probes.space().dimension()).sampled(StopReason.COMPLETED);
            }
            if (error.isWithin(options.tolerance().getAsDouble(), looks.level())) {
                return error.sampled(StopReason.TOLERANCE_REACHED);
            }
            if (done == budget) {
                return error.sampled(StopReason.BUDGET_SPENT);
            }
        }
    }
}
