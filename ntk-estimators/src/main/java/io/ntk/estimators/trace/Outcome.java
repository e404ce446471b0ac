package io.ntk.estimators.trace;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.statistics.SampleMean;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a method found: an estimate without its provenance. */
record Outcome(
        double value,
        OptionalDouble standardError,
        Optional<Interval> interval95,
        ErrorKind kind,
        StopReason stop,
        List<String> notes) {

    /** A known part plus the mean of independent unbiased draws of the rest. */
    static Outcome mean(double known, SampleMean rest, StopReason stop) {
        boolean stated = rest.count() >= 2;
        return new Outcome(
                known + rest.mean(),
                rest.standardError(),
                rest.interval95(known),
                stated ? ErrorKind.STANDARD_ERROR : ErrorKind.HEURISTIC,
                stop,
                stated ? List.of() : List.of("One random probe gives no standard error: ask for more samples."));
    }

    /** A value with an indication of its error that is no standard error. */
    static Outcome indicated(double value, OptionalDouble indicator, String note) {
        return new Outcome(
                value, indicator, Optional.empty(), ErrorKind.HEURISTIC, StopReason.COMPLETED, List.of(note));
    }

    /** A value without sampling error. */
    static Outcome exact(double value) {
        return new Outcome(
                value,
                OptionalDouble.of(0),
                Optional.of(new Interval(value, value)),
                ErrorKind.EXACT,
                StopReason.COMPLETED,
                List.of());
    }
}
