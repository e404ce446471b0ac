package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.statistics.Outcome;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * What several metrics came from.
 *
 * @param method the name of the method
 * @param products with each kernel
 * @param repeated how many of them were repeated in float64
 * @param stop why no more were made
 * @param note a sentence for the reader
 */
record Provenance(
        String method,
        long products,
        int repeated,
        StopReason stop,
        @Nullable String note) {
    /** The same, so many products being repeated. */
    Provenance repeating(int vectors) {
        return new Provenance(method, products, vectors, stop, note);
    }

    Estimate by(Metric metric, Outcome outcome, EstimatorOptions options) {
        Cost cost = new Cost(products, 0, 0, repeated);
        Estimate estimate = outcome.by(method, Collections.nCopies(metric.isOfPair() ? 2 : 1, cost), options);
        return note == null ? estimate : estimate.withNote(note);
    }
}
