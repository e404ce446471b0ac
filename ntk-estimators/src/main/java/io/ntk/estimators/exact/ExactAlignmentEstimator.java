package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;

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
        AlignmentParts parts = new AlignmentParts(
                exact.cross().total(), exact.before().total(), exact.after().total());
        if (!(parts.squaredFrobeniusBefore() > 0) || !(parts.squaredFrobeniusAfter() > 0)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "An alignment was asked for, but a kernel is zero: the squared norms are "
                            + parts.squaredFrobeniusBefore() + " and " + parts.squaredFrobeniusAfter() + ".",
                    "Check that what is observed depends on the selected parameters.");
        }
        return new AlignmentEstimate(ExactEstimates.of(exact.value(), 2, options), parts);
    }
}
