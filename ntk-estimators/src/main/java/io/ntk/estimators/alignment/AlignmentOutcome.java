package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.statistics.Outcome;

/**
 * What a method found.
 *
 * @param parts the three traces
 * @param alignment what follows from them
 */
record AlignmentOutcome(AlignmentParts parts, Outcome alignment) {
    static AlignmentOutcome exact(AlignmentParts parts) {
        return new AlignmentOutcome(parts, Outcome.exact(parts.alignment()));
    }
}
