package io.ntk.estimators.exact;

import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;

/** {@code exact} for alignments; see {@link ExactNtk}. Samples, probes and tolerance have no effect. */
public final class ExactAlignmentEstimator implements AlignmentEstimator {
    /** Makes the estimator. */
    public ExactAlignmentEstimator() {}

    @Override
    public EstimatorDescription description() {
        return new EstimatorDescription(
                ExactNtk.NAME,
                "Computes the three traces from step Jacobians and features, without products and without error.",
                "linearizations whose backend offers the step structure",
                ErrorKind.EXACT,
                false);
    }

    @Override
    public AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        ExactAlignment exact = new ExactNtk(options.memoryLimit())
                .alignment(before.requireLinearization(ExactNtk.NAME), after.requireLinearization(ExactNtk.NAME));
        AlignmentParts parts = exact.parts();
        parts.requireDefined();
        return new AlignmentEstimate(
                Outcome.exact(parts.alignment()).by(ExactNtk.NAME, List.of(Cost.NONE, Cost.NONE), options), parts);
    }
}
