package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import io.ntk.estimators.estimate.Overflow;

/** What all methods share: the checks before, the counting during and the provenance after. */
abstract class CheckedAlignment implements AlignmentEstimator {
    private final EstimatorDescription description;

    CheckedAlignment(EstimatorDescription description) {
        this.description = description;
    }

    /** Refuses kernels that the method cannot handle; both are square and on one space. */
    abstract void requireFit(Kernel kernel);

    /** The least budget the method can work with. */
    abstract int leastSamples();

    /** Runs the method on checked arguments. */
    abstract AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options);

    /** The largest budget that makes sense. */
    long mostSamples(Kernel kernel) {
        return kernel.order();
    }

    final String name() {
        return description.name();
    }

    @Override
    public final EstimatorDescription description() {
        return description;
    }

    @Override
    public final AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        requireOneSpace(before, after);
        requireFit(before);
        requireFit(after);
        options.requireSamples(name(), leastSamples(), mostSamples(before));
        options.requireToleranceSupported(description);
        Meter meter = new Meter(options.progress(), 2L * options.samples());
        Kernel countedBefore = meter.attach(before);
        Kernel countedAfter = meter.attach(after);
        AlignmentOutcome outcome;
        try {
            outcome = run(countedBefore, countedAfter, options);
            outcome.parts().requireDefined();
        } catch (NtkException e) {
            throw Overflow.located(Overflow.located(e, "before training", before), "after training", after);
        }
        return new AlignmentEstimate(outcome.alignment().by(name(), meter.costs(), options), outcome.parts());
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
