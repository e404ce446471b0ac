package io.ntk.estimators.statistics;

import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An estimate without its provenance: the result of a method.
 *
 * @param value the value
 * @param standardError its standard error by sampling alone, where one can be stated or indicated
 * @param roundingError a bound of the error by rounding that holds in about 95% of runs, where it is measured
 * @param interval95 its 95% interval, where one can be trusted
 * @param kind how far the two can be trusted
 * @param stop why no more samples were drawn
 * @param notes sentences for the reader
 */
public record Outcome(
        double value,
        OptionalDouble standardError,
        OptionalDouble roundingError,
        Optional<Interval> interval95,
        ErrorKind kind,
        StopReason stop,
        List<String> notes) {

    /**
     * A result whose error by rounding is not measured.
     *
     * @param value the value
     * @param standardError its standard error
     * @param interval95 its 95% interval
     * @param kind how far the two can be trusted
     * @param stop why no more samples were drawn
     * @param notes sentences for the reader
     */
    public Outcome(
            double value,
            OptionalDouble standardError,
            Optional<Interval> interval95,
            ErrorKind kind,
            StopReason stop,
            List<String> notes) {
        this(value, standardError, OptionalDouble.empty(), interval95, kind, stop, notes);
    }

    /**
     * {@return this with a stated error by rounding, by which the interval is widened}
     *
     * @param bound a bound of that error that holds in about 95% of runs, at least 0
     */
    public Outcome withRounding(double bound) {
        return new Outcome(
                value,
                standardError,
                OptionalDouble.of(bound),
                interval95.map(sampling -> sampling.widened(value, bound)),
                kind,
                stop,
                notes);
    }

    /** {@return the larger distance between the value and an end of the interval; 0 without an interval} */
    public double halfWidth() {
        return interval95.map(interval -> interval.reach(value)).orElse(0.0);
    }

    /**
     * {@return a known part plus the mean of independent unbiased draws of the rest}
     *
     * @param known the part that is known without error
     * @param rest the mean of the draws
     * @param stop why no more were drawn
     */
    public static Outcome mean(double known, SampleMean rest, StopReason stop) {
        if (rest.count() < 2) {
            return ofOneProbe(known + rest.mean(), stop);
        }
        return new Outcome(
                known + rest.mean(),
                rest.standardError(),
                rest.interval95(known),
                ErrorKind.STANDARD_ERROR,
                stop,
                List.of());
    }

    /**
     * {@return a value from one probe, whose error is unknown}
     *
     * @param value the value
     * @param stop why no more were drawn
     */
    public static Outcome ofOneProbe(double value, StopReason stop) {
        return new Outcome(
                value,
                OptionalDouble.empty(),
                Optional.empty(),
                ErrorKind.HEURISTIC,
                stop,
                List.of("One random probe gives no standard error: ask for more samples."));
    }

    /**
     * {@return a value with an indication of its error that is no standard error}
     *
     * @param value the value
     * @param indicator the indication, perhaps none
     * @param note a sentence on how far to trust it
     */
    public static Outcome indicated(double value, OptionalDouble indicator, String note) {
        return new Outcome(
                value, indicator, Optional.empty(), ErrorKind.HEURISTIC, StopReason.COMPLETED, List.of(note));
    }

    /**
     * {@return a value without sampling error}
     *
     * @param value the value
     */
    public static Outcome exact(double value) {
        return new Outcome(
                value,
                OptionalDouble.of(0),
                Optional.of(new Interval(value, value)),
                ErrorKind.EXACT,
                StopReason.COMPLETED,
                List.of());
    }

    /**
     * {@return this with another sentence for the reader}
     *
     * @param note a full sentence
     */
    public Outcome withNote(String note) {
        List<String> told = new ArrayList<>(notes);
        told.add(note);
        return new Outcome(value, standardError, roundingError, interval95, kind, stop, told);
    }

    /**
     * This without what is impossible: the ends of the interval, and the value itself, which a note tells then. What is not a number
     * stays so, to be refused.
     *
     * @param possible the values that are possible
     * @return the part that is possible
     */
    public Outcome within(Interval possible) {
        if (Double.isNaN(value)) {
            return this;
        }
        double cut = Math.max(possible.lower(), Math.min(possible.upper(), value));
        if (cut != value) {
            return new Outcome(cut, standardError, roundingError, interval95, kind, stop, notes)
                    .withNote("The estimate was " + value + ", which is impossible: it was cut to " + cut + ".")
                    .within(possible);
        }
        return new Outcome(
                cut,
                standardError,
                roundingError,
                interval95.map(interval -> new Interval(
                        Math.max(possible.lower(), Math.min(interval.lower(), cut)),
                        Math.min(possible.upper(), Math.max(interval.upper(), cut)))),
                kind,
                stop,
                notes);
    }

    /**
     * {@return this as an estimate}
     *
     * @param method the name of the method
     * @param costs the products spent on each operator
     * @param options the options it was run with
     */
    public Estimate by(String method, List<Cost> costs, EstimatorOptions options) {
        return new Estimate(
                value,
                standardError,
                roundingError,
                interval95,
                kind,
                method,
                options.samples(),
                costs,
                options.seed(),
                stop,
                notes);
    }
}
