package io.ntk.estimators.trace;

import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;

/** What XTrace and XNysTrace share. */
final class LeaveOneOut {
    private LeaveOneOut() {}

    /**
     * The distribution of the probes, whose length must be √n: signs have it, and a Gaussian vector gets it by scaling.
     * Probes that are orthogonal to each other would bias a method that pairs each probe with a sketch made from the
     * others.
     */
    static ProbeKind probes(String method, EstimatorOptions options) {
        options.requireIndependentProbes(method);
        return options.probes() == ProbeKind.RADEMACHER ? ProbeKind.RADEMACHER : ProbeKind.SPHERE;
    }

    /** The mean, with an indication of its error. */
    static Outcome outcome(double[] estimates) {
        SampleMean mean = SampleMean.of(estimates);
        return Outcome.indicated(
                mean.mean(),
                mean.standardError(),
                "The standard error comes from estimates that share their products: it indicates the size of the error, "
                        + "but two of them cover the truth in 34% to 97% of runs only.");
    }
}
