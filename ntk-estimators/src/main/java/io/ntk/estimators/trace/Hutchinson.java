package io.ntk.estimators.trace;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;

/**
 * The mean of ωᵀMω over m probes (Girard 1989; Hutchinson 1990). Its variance is given with
 * {@link io.ntk.estimators.probe.ProbeKind}. The error falls as m^(−1/2).
 */
public final class Hutchinson extends SampledTrace {
    /** Makes the method. */
    public Hutchinson() {
        super(
                new EstimatorDescription(
                        "hutchinson",
                        "Mean of quadratic forms at random probes.",
                        "a square operator",
                        ErrorKind.STANDARD_ERROR,
                        true),
                1,
                1);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        Probes probes = Probes.of(kernel.operator().domain(), options.probes(), options.seed());
        Draws<DrawnMean> drawn = DrawnMean.draw(
                0, traced.isPositiveSemidefinite(), probes, options.samples(), 2, options, traced::quadraticForms);
        SampleMean mean = options.probes() == ProbeKind.ORTHONORMAL
                ? drawn.result().rest().withoutReplacementFrom(kernel.order())
                : drawn.result().rest();
        return Outcome.mean(0, mean, drawn.stop());
    }
}
