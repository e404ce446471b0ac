package io.ntk.estimators.exact;

import io.ntk.api.Precision;
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
        Summed summed =
                Overflow.locating(List.of(kernel), List.of("of the model"), () -> sum(linearization, of, options));
        Outcome outcome = summed.outcome();
        ExactRounding rounding = new ExactRounding(List.of(kernel), summed.products(), options);
        return outcome.withRounding(rounding.ofTrace(of, outcome.value())).by(ExactNtk.NAME, rounding.costs(), options);
    }

    /** A trace, and the precision of the products that it is a sum of. */
    private record Summed(Outcome outcome, Precision products) {}

    private static Summed sum(Linearization linearization, TraceOf of, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit()).totals().reportingTo(options.progress());
        Summed summed = switch (of) {
            case OPERATOR -> new Summed(Outcome.exact(exact.trace(linearization).total()), Precision.FLOAT64);
            case SQUARE -> {
                TensorProducts square = exact.squaredFrobenius(linearization);
                Outcome outcome =
                        Outcome.exact(square.total()).withNote(square.count().sentence());
                yield new Summed(outcome, square.count().precision());
            }
        };
        Finite.require(
                "The trace of " + of.label() + " by '" + ExactNtk.NAME + "'",
                summed.outcome().value());
        return summed;
    }
}
