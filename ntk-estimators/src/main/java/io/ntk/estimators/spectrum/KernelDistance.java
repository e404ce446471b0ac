package io.ntk.estimators.spectrum;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.probe.Probes;
import java.util.List;

/** The relative Frobenius distance ‖Θ_f − Θ₀‖ / ‖Θ₀‖: how far a kernel moved, its size included. */
public final class KernelDistance {
    private static final String METHOD = "frobenius-distance";

    private KernelDistance() {}

    /**
     * Without error, from the traces of an alignment: √(Tr Θ₀² − 2 Tr(Θ₀Θ_f) + Tr Θ_f²) / √(Tr Θ₀²). Rounding leaves about
     * eight digits less than the traces have where the distance is as small as 10⁻⁸.
     *
     * @param alignment the three traces
     * @param options what to report as the options
     * @return the distance
     */
    public static Estimate exact(ExactAlignment alignment, EstimatorOptions options) {
        double before = alignment.before().total();
        double squared =
                before - 2 * alignment.cross().total() + alignment.after().total();
        double value = Math.sqrt(Math.max(0, squared) / before);
        return Jackknife.exact(ExactNtk.NAME, value, List.of(new Cost(0, 0, 0), new Cost(0, 0, 0)), options);
    }

    /**
     * From random probes ω: √(Σ‖Θ_f ω − Θ₀ ω‖² / Σ‖Θ₀ ω‖²), with the error by the jackknife over the probes. Precise also
     * where the kernels are nearly equal.
     *
     * @param before Θ₀
     * @param after Θ_f, on the same space
     * @param options the samples are the products with each kernel, at least 3
     * @return the distance
     * @throws io.ntk.api.NtkException {@code SPACE_MISMATCH} if the kernels act on different spaces,
     *     {@code INVALID_ARGUMENT} if the samples are too few
     */
    public static Estimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        before.operator().requireSquare(METHOD);
        options.requireSamples(METHOD, Jackknife.LEAST, before.order());
        int probes = options.samples();
        double[] moved = new double[probes];
        double[] size = new double[probes];
        Probes sequence = Probes.of(before.operator().domain(), options.probes(), options.seed());
        int most = options.probesAtATime(sequence.space(), 3, probes);
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector omega = sequence.block(first, columns);
                    MultiVector old = before.operator().times(omega);
                    MultiVector difference = after.operator().times(omega)) {
                difference.axpy(-1, old);
                System.arraycopy(difference.dots(difference), 0, moved, first, columns);
                System.arraycopy(old.dots(old), 0, size, first, columns);
            }
            options.progress().made(2L * (first + columns), 2L * probes);
        }
        return of(moved, size, options);
    }

    /**
     * The same from products that are already made.
     *
     * @param moved ‖Θ_f ω_i − Θ₀ ω_i‖², at least 3
     * @param size ‖Θ₀ ω_i‖², as many
     * @param options how the probes were drawn
     * @return the distance
     */
    public static Estimate of(double[] moved, double[] size, EstimatorOptions options) {
        int probes = moved.length;
        return Jackknife.estimate(
                METHOD,
                probes,
                without -> Math.sqrt(Jackknife.sumWithout(moved, without) / Jackknife.sumWithout(size, without)),
                List.of(new Cost(probes, 0, 0), new Cost(probes, 0, 0)),
                options);
    }
}
