package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.CheckedMethod;
import java.util.List;
import java.util.function.Consumer;

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

    /** Runs the method on checked arguments; one that is no {@link ProbingAlignment} has nothing to tell the listener. */
    abstract AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener);

    @Override
    public final AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        return estimate(before, after, options, Images.NOBODY);
    }

    /**
     * Estimates an alignment, and tells a listener of the images of all vectors.
     *
     * @param before Θ₀
     * @param after Θ_f, on the same space
     * @param options budget, seed, probes, tolerance and memory
     * @param listener is told
     * @return the estimate and its parts
     */
    public final AlignmentEstimate estimate(
            Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        requireOneSpace(before, after);
        requireFit(before);
        requireFit(after);
        Counted<AlignmentOutcome> run = run(
                List.of(before, after),
                List.of("before training", "after training"),
                leastSamples,
                options,
                counted -> {
                    AlignmentOutcome outcome = run(counted.get(0), counted.get(1), options, listener);
                    outcome.parts().requireDefined();
                    return outcome;
                });
        Interval possible = AlignmentEstimate.possible(before, after);
        return new AlignmentEstimate(
                run.found().alignment().within(possible).by(name(), run.costs(), options),
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
