package io.ntk.estimators.trace;

import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.CheckedMethod;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;

/** A method for traces. */
abstract class SampledTrace extends CheckedMethod implements TraceEstimator {
    private final int leastSamples;
    private final int leastForSquare;
    private final OperatorProperty[] needed;

    /**
     * Describes the method.
     *
     * @param leastSamples the least budget it can work with for the trace of an operator
     * @param leastForSquare the same for the trace of a square
     * @param needed what an operator must declare; a square AᵀA is symmetric and positive semi-definite by itself
     */
    SampledTrace(EstimatorDescription description, int leastSamples, int leastForSquare, OperatorProperty... needed) {
        super(description);
        this.leastSamples = leastSamples;
        this.leastForSquare = leastForSquare;
        this.needed = needed;
    }

    /** Refuses kernels that the method cannot handle. */
    void requireFit(Kernel kernel, TraceOf of) {
        kernel.require(name(), of == TraceOf.OPERATOR ? needed : new OperatorProperty[0]);
    }

    /** The trace without sampling, from as many products as there are dimensions to draw probes in. */
    double whole(Kernel kernel, TraceOf of, EstimatorOptions options) {
        return UnitVectors.trace(kernel.operator(), of, options);
    }

    private boolean isWhole(Kernel kernel, EstimatorOptions options) {
        return options.samples() == mostSamples(kernel) && options.tolerance().isEmpty();
    }

    /** Runs the method on checked arguments. */
    abstract Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options);

    private Outcome sampled(Kernel kernel, TraceOf of, EstimatorOptions options) {
        if (!kernel.isRepeatable()) {
            return run(kernel, of, options);
        }
        try (FirstProduct first = new FirstProduct(of, options.memoryLimit())) {
            Kernel watched = kernel.through(first.watch(kernel.operator()));
            return first.withRounding(run(watched, of, options), kernel);
        }
    }

    private static Outcome possible(Outcome outcome, Kernel kernel, TraceOf of) {
        return new Traced(kernel.operator(), of).isPositiveSemidefinite()
                ? outcome.within(new Interval(0, Double.POSITIVE_INFINITY))
                : outcome;
    }

    @Override
    public final Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options) {
        requireFit(kernel, of);
        int least = of == TraceOf.OPERATOR ? leastSamples : leastForSquare;
        Counted<Outcome> run = run(List.of(kernel), List.of("of the model"), least, options, counted -> {
            Outcome outcome = isWhole(kernel, options)
                    ? Outcome.exact(whole(counted.get(0), of, options))
                    : possible(sampled(counted.get(0), of, options), kernel, of);
            Finite.require("The estimate of the trace of " + of.label() + " by '" + name() + "'", outcome.value());
            return outcome;
        });
        Estimate estimate = run.found().by(name(), run.costs(), options);
        return isWhole(kernel, options)
                ? estimate.withNote("There are as many samples as dimensions: unit vectors take the place of probes.")
                : estimate;
    }
}
