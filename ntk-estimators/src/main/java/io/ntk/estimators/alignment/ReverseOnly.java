package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.ProbeImages;
import java.util.Arrays;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;

/**
 * The alignment without forward mode: with X = J₀ᵀS, Y = J_fᵀS for m shared probes S and K₀ = XᵀX, K_f = YᵀY,
 * Σ K₀∘K_f / √(Σ K₀² Σ K_f²) over all pairs of different probes, each of which is unbiased for its trace.
 *
 * <p>Half the cost of a shared sketch, but noise of second order: a relative error of about (effective dimension)/m.
 *
 * <p>The error is by jackknife and reported as a heuristic one: where the noise of pairs dominates, the jackknife counts
 * it twice (Efron and Stein, "The jackknife estimate of variance", Ann. Statist. 9, 1981). Its intervals would contain
 * the exact value in 96% to 99% of runs instead of 95%.
 */
public final class ReverseOnly extends CheckedAlignment {
    /** Makes the method. */
    public ReverseOnly() {
        super(
                new EstimatorDescription(
                        "reverse-only",
                        "All pairs of shared probes, for engines without forward mode.",
                        "the factor J of both, in reverse mode only",
                        ErrorKind.HEURISTIC,
                        false),
                3);
    }

    @Override
    void requireFit(Kernel kernel) {
        kernel.requireFactor(name());
    }

    @Override
    AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        LinearOperator a = before.requireFactor(name()).adjoint();
        LinearOperator b = after.requireFactor(name()).adjoint();
        Probes probes = Probes.of(a.domain(), options.probes(), options.seed());
        return pairs(gram(a, probes, options), gram(b, probes, options))
                .indicated(
                        "The standard error is a jackknife over probes that are used in pairs: it indicates the size of the "
                                + "error, but is too large on average.");
    }

    private DMatrixRMaj gram(LinearOperator adjointFactor, Probes probes, EstimatorOptions options) {
        try (MultiVector x = ProbeImages.of(name(), adjointFactor, probes, options)) {
            return x.gram(x);
        }
    }

    private static RatioError pairs(DMatrixRMaj before, DMatrixRMaj after) {
        double[] cross = rowSums(before, after);
        double[] squareBefore = rowSums(before, before);
        double[] squareAfter = rowSums(after, after);
        int m = cross.length;
        AlignmentParts[] without = new AlignmentParts[m];
        for (int i = 0; i < m; i++) {
            without[i] = new AlignmentParts(mean(cross, i), mean(squareBefore, i), mean(squareAfter, i));
        }
        return RatioError.of(
                new AlignmentParts(mean(cross, -1), mean(squareBefore, -1), mean(squareAfter, -1)), without);
    }

    /** Σ_{j≠i} K_ij L_ij for each i. */
    private static double[] rowSums(DMatrixRMaj k, DMatrixRMaj l) {
        double[] sums = new double[k.getNumRows()];
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < sums.length; j++) {
                if (i != j) {
                    sums[i] += k.get(i, j) * l.get(i, j);
                }
            }
        }
        return sums;
    }

    /** The mean over pairs of different probes, all of them or those without one (−1: none left out). */
    private static double mean(double[] rowSums, int without) {
        double total = Arrays.stream(rowSums).sum();
        double m = rowSums.length;
        return without < 0 ? total / m / (m - 1) : (total - 2 * rowSums[without]) / (m - 1) / (m - 2);
    }
}
