package io.ntk.estimators.trace;

import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import io.ntk.estimators.estimate.Overflow;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.Outcome;

/** What all methods share: the checks before, the counting during and the provenance after. */
abstract class SampledTrace implements TraceEstimator {
    private final EstimatorDescription description;

    SampledTrace(EstimatorDescription description) {
        this.description = description;
    }

    /** Refuses kernels that the method cannot handle. */
    abstract void requireFit(Kernel kernel, TraceOf of);

    /** The least budget the method can work with. */
    abstract int leastSamples(TraceOf of);

    /** The dimension in which probes are drawn: the largest budget that makes sense. */
    long mostSamples(Kernel kernel) {
        return kernel.order();
    }

    /** Runs the method on checked arguments. */
    abstract Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options);

    final String name() {
        return description.name();
    }

    @Override
    public final EstimatorDescription description() {
        return description;
    }

    @Override
    public final Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options) {
        requireFit(kernel, of);
        options.requireSamples(name(), leastSamples(of), mostSamples(kernel));
        options.requireToleranceSupported(description);
        Meter meter = new Meter(options.progress(), options.samples());
        Outcome outcome;
        try {
            outcome = run(meter.attach(kernel), of, options);
            Finite.require("The estimate of the trace of " + of.label() + " by '" + name() + "'", outcome.value());
        } catch (NtkException e) {
            throw Overflow.located(e, "of the model", kernel);
        }
        return outcome.by(name(), meter.costs(), options);
    }
}
