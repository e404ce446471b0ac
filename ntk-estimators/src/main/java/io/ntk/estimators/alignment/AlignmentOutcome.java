package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.statistics.Outcome;

/** The three traces that a method found, and the alignment that follows from them. */
record AlignmentOutcome(AlignmentParts parts, Outcome alignment) {
    static AlignmentOutcome exact(AlignmentParts parts) {
        return new AlignmentOutcome(parts, Outcome.exact(parts.alignment()));
    }
}
