package io.ntk.estimators.spectrum;

import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import java.util.List;

/** The Frobenius norm ‖Θ‖ = √Tr(Θ²), as √(mean ‖Θω‖²) over random probes ω, with the error by the jackknife. */
public final class KernelNorm {
    private static final String METHOD = "frobenius-norm";

    private KernelNorm() {}

    /**
     * From products that are already made.
     *
     * @param squares ‖Θω_i‖², at least 3
     * @param options how the probes were drawn
     * @return the norm
     */
    public static Estimate of(double[] squares, EstimatorOptions options) {
        int probes = squares.length;
        return Jackknife.estimate(
                METHOD,
                probes,
                without -> Math.sqrt(Jackknife.sumWithout(squares, without) / (without < 0 ? probes : probes - 1)),
                List.of(new Cost(probes, 0, 0)),
                options);
    }
}
