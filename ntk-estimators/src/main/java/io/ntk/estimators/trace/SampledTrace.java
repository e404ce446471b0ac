package io.ntk.estimators.trace;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.CheckedMethod;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;

/** A method for traces. */
abstract class SampledTrace extends CheckedMethod implements TraceEstimator {
    SampledTrace(EstimatorDescription description) {
        super(description);
    }

    /** Refuses kernels that the method cannot handle. */
    abstract void requireFit(Kernel kernel, TraceOf of);

    /** The least budget the method can work with. */
    abstract int leastSamples(TraceOf of);

    /** Runs the method on checked arguments. */
    abstract Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options);

    @Override
    public final Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options) {
        requireFit(kernel, of);
        Counted<Outcome> run = run(List.of(kernel), List.of("of the model"), leastSamples(of), options, counted -> {
            Outcome outcome = run(counted.get(0), of, options);
            Finite.require("The estimate of the trace of " + of.label() + " by '" + name() + "'", outcome.value());
            return outcome;
        });
        return run.found().by(name(), run.costs(), options);
    }
}
