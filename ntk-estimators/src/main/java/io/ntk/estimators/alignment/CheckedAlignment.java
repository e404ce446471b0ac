package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.CheckedMethod;
import java.util.List;

/** A method for alignments. */
abstract class CheckedAlignment extends CheckedMethod implements AlignmentEstimator {
    private final int leastSamples;
    private final OperatorProperty[] needed;

    /**
     * Describes the method.
     *
     * @param leastSamples the least budget it can work with
     * @param needed what both operators must declare
     */
    CheckedAlignment(EstimatorDescription description, int leastSamples, OperatorProperty... needed) {
        super(description);
        this.leastSamples = leastSamples;
        this.needed = needed;
    }

    /** Refuses kernels that the method cannot handle; both are square and on one space. */
    void requireFit(Kernel kernel) {
        kernel.require(name(), needed);
    }

    /** Runs the method on checked arguments. */
    abstract AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options);

    @Override
    public final AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        requireOneSpace(before, after);
        requireFit(before);
        requireFit(after);
        Counted<AlignmentOutcome> run = run(
                List.of(before, after),
                List.of("before training", "after training"),
                leastSamples,
                options,
                counted -> {
                    AlignmentOutcome outcome = run(counted.get(0), counted.get(1), options);
                    outcome.parts().requireDefined();
                    return outcome;
                });
        return new AlignmentEstimate(
                run.found().alignment().by(name(), run.costs(), options),
                run.found().parts());
    }

    private void requireOneSpace(Kernel before, Kernel after) {
        before.require(name());
        after.require(name());
        if (!before.operator().domain().equals(after.operator().domain())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "The kernel before training acts on " + before.operator().domain() + ", the one after on "
                            + after.operator().domain() + ".",
                    "Linearize both models on the same inputs, with the same backend, precision and observable.");
        }
    }
}
