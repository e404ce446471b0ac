package io.ntk.estimators.exact;

import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What both exact estimators say of their results. */
final class ExactEstimates {
    private ExactEstimates() {}

    static Estimate of(double value, int kernels, EstimatorOptions options) {
        return new Estimate(
                value,
                OptionalDouble.of(0),
                Optional.of(new Interval(value, value)),
                ErrorKind.EXACT,
                ExactNtk.NAME,
                options.samples(),
                Collections.nCopies(kernels, new Cost(0, 0, 0)),
                options.seed(),
                StopReason.COMPLETED,
                List.of());
    }
}
