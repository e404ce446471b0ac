package io.ntk.estimators.exact;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.Overflow;
import java.util.List;

/** {@code exact} for traces; see {@link ExactNtk}. Samples, probes and tolerance have no effect. */
public final class ExactTraceEstimator implements TraceEstimator {
    /** Makes the estimator. */
    public ExactTraceEstimator() {}

    @Override
    public EstimatorDescription description() {
        return new EstimatorDescription(
                ExactNtk.NAME,
                "Computes the trace from step Jacobians and features, without products and without error.",
                "a linearization whose backend offers the step structure",
                ErrorKind.EXACT,
                false);
    }

    @Override
    public Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Linearization linearization = kernel.requireLinearization(ExactNtk.NAME);
        Outcome outcome =
                Overflow.locating(List.of(kernel), List.of("of the model"), () -> outcome(linearization, of, options));
        ExactRounding rounding = new ExactRounding(List.of(kernel), options);
        return outcome.withRounding(rounding.ofTrace(of, outcome.value())).by(ExactNtk.NAME, rounding.costs(), options);
    }

    private static Outcome outcome(Linearization linearization, TraceOf of, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit()).totals().reportingTo(options.progress());
        Outcome outcome = switch (of) {
            case OPERATOR -> Outcome.exact(exact.trace(linearization).total());
            case SQUARE -> {
                TensorProducts square = exact.squaredFrobenius(linearization);
                yield Outcome.exact(square.total()).withNote(square.count().sentence());
            }
        };
        Finite.require("The trace of " + of.label() + " by '" + ExactNtk.NAME + "'", outcome.value());
        return outcome;
    }
}
