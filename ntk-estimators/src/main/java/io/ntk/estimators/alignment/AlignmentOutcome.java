package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.statistics.Outcome;

/** A method's estimates of the three traces, and the alignment that follows from them. */
record AlignmentOutcome(AlignmentParts parts, Outcome alignment) {
    static AlignmentOutcome exact(AlignmentParts parts) {
        return new AlignmentOutcome(parts, Outcome.exact(parts.alignment()));
    }
}
