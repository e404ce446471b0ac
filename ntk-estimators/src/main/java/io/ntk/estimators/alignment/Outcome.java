package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a method found: an alignment without its provenance. */
record Outcome(
        AlignmentParts parts,
        OptionalDouble standardError,
        Optional<Interval> interval95,
        ErrorKind kind,
        StopReason stop,
        List<String> notes) {

    static Outcome exact(AlignmentParts parts) {
        double value = parts.alignment();
        return new Outcome(
                parts,
                OptionalDouble.of(0),
                Optional.of(new Interval(value, value)),
                ErrorKind.EXACT,
                StopReason.COMPLETED,
                List.of());
    }

    static Outcome sampled(RatioError error, StopReason stop) {
        if (error.probes() < 2) {
            return new Outcome(
                    error.parts(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    ErrorKind.HEURISTIC,
                    stop,
                    List.of("One random probe gives no standard error: ask for more samples."));
        }
        return new Outcome(
                error.parts(),
                OptionalDouble.of(error.standardError()),
                Optional.of(error.interval(0.95)),
                ErrorKind.STANDARD_ERROR,
                stop,
                List.of());
    }

    /** An alignment whose error is indicated only. */
    static Outcome indicated(RatioError error, String note) {
        return new Outcome(
                error.parts(),
                OptionalDouble.of(error.standardError()),
                Optional.empty(),
                ErrorKind.HEURISTIC,
                StopReason.COMPLETED,
                List.of(note));
    }
}
