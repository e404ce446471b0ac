package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.statistics.Outcome;
import java.util.OptionalDouble;

/** A method's estimates of the three traces, and the alignment that follows from them. */
record AlignmentOutcome(AlignmentParts parts, Outcome alignment) {
    /** The same with a bound of its error by rounding, where there is one. */
    AlignmentOutcome withRounding(OptionalDouble bound) {
        return bound.isEmpty() ? this : new AlignmentOutcome(parts, alignment.withRounding(bound.getAsDouble()));
    }

    /** The same with another sentence for the reader. */
    AlignmentOutcome withNote(String note) {
        return new AlignmentOutcome(parts, alignment.withNote(note));
    }

    static AlignmentOutcome exact(AlignmentParts parts) {
        return new AlignmentOutcome(parts, Outcome.exact(parts.alignment()));
    }
}
