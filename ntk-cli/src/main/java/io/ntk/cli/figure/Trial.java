package io.ntk.cli.figure;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import java.util.function.Supplier;

/**
 * What one run came to.
 *
 * @param end how it ended
 * @param covers whether an interval was stated that holds the exact value
 * @param possible whether the value and both ends of the interval are values that the number can have
 * @param error the relative error; NaN without a value
 */
record Trial(End end, boolean covers, boolean possible, double error) {
    /**
     * What an exact value is trusted to, relative: traces agree with those of explicit Jacobians to 4e-14, and a distance of
     * nearly equal kernels has fewer digits.
     */
    private static final double REFERENCE = 1e-12;

    enum End {
        /** With an interval. */
        INTERVAL,
        /** With a value said to be exact, which it is, up to rounding. */
        EXACT,
        /** With a value, but no interval. */
        WITHHELD,
        /** The method refused the number of samples. */
        REFUSED,
        /** With no value. */
        FAILED
    }

    /**
     * Runs an estimator once.
     *
     * @param number what is estimated
     * @param estimator the run
     * @param rounding what a value said to be exact may be off by, relative
     */
    static Trial of(EstimatedNumber number, Supplier<Estimate> estimator, double rounding) {
        try {
            return of(estimator.get(), number, rounding);
        } catch (NtkException e) {
            End end = e.id() == ErrorId.INVALID_ARGUMENT ? End.REFUSED : End.FAILED;
            return new Trial(end, false, true, Double.NaN);
        }
    }

    private static Trial of(Estimate estimate, EstimatedNumber number, double rounding) {
        double error = Math.abs(estimate.value() - number.exact()) / Math.abs(number.exact());
        Interval stated = estimate.interval95().orElse(new Interval(estimate.value(), estimate.value()));
        double slack = REFERENCE * Math.abs(number.exact());
        boolean covers = stated.lower() - slack <= number.exact() && number.exact() <= stated.upper() + slack;
        boolean possible = isIn(number.possible(), estimate.value(), stated);
        if (estimate.errorKind() == ErrorKind.EXACT && (covers || error <= rounding)) {
            return new Trial(End.EXACT, false, possible, error);
        }
        return estimate.interval95().isEmpty()
                ? new Trial(End.WITHHELD, false, possible, error)
                : new Trial(End.INTERVAL, covers, possible, error);
    }

    private static boolean isIn(Interval possible, double value, Interval stated) {
        return possible.contains(value) && possible.contains(stated.lower()) && possible.contains(stated.upper());
    }
}
