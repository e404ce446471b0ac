package io.ntk.estimators.flow;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** A monotone function of an estimated number: its interval is that between the function's values, its errors are to first order. */
final class MonotoneFunction {
    private MonotoneFunction() {}

    static Estimate of(Estimate of, DoubleUnaryOperator function, double slope) {
        return new Estimate(
                function.applyAsDouble(of.value()),
                scaled(of.standardError(), slope),
                scaled(of.roundingError(), slope),
                of.interval95().map(interval -> image(interval, function)),
                of.errorKind(),
                of.estimator(),
                of.samples(),
                of.costs(),
                of.seed(),
                of.stop(),
                of.notes());
    }

    private static OptionalDouble scaled(OptionalDouble error, double slope) {
        return error.isPresent() ? OptionalDouble.of(Math.abs(slope) * error.getAsDouble()) : error;
    }

    private static Interval image(Interval interval, DoubleUnaryOperator function) {
        double one = function.applyAsDouble(interval.lower());
        double other = function.applyAsDouble(interval.upper());
        return new Interval(Math.min(one, other), Math.max(one, other));
    }
}
