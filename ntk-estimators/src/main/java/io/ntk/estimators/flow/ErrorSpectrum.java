package io.ntk.estimators.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.RitzValue;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * How much of an error lies where the kernel is large: the shares of ‖e‖² in the spans of the k leading eigenvectors of Θ, for k =
 * 1, 2, …. What lies in the span of the first eigenvectors is learnt first.
 *
 * <p>A computed span is turned from the true one by an angle θ with sin θ ≤ r / g, where r² is the sum of the squares of the
 * residuals and g the distance of the k-th value from the next one less its residual (Davis and Kahan, SIAM Journal on Numerical
 * Analysis 7, 1970); the share is off by at most sin θ. So it takes one more eigenpair than shares.
 *
 * @param values the k leading eigenvalues of Θ, the largest first
 * @param shares the share of the error in the span of each and those before it, in [0, 1]
 * @param products the products with Θ
 * @param stop why no more were made
 */
public record ErrorSpectrum(List<RitzValue> values, List<Share> shares, int products, StopReason stop) {
    /**
     * The share of an error in the span of some leading eigenvectors.
     *
     * @param value the share, in [0, 1]
     * @param error a bound of its error, at most 1; it is 1 where the eigenvalue is not told from the next one
     */
    public record Share(double value, double error) {}

    /** Copies the lists. */
    public ErrorSpectrum {
        values = List.copyOf(values);
        shares = List.copyOf(shares);
    }

    /**
     * Computes the shares.
     *
     * @param kernel Θ, symmetric
     * @param error e, in the space of Θ, not zero
     * @param count for how many k, at least 1; fewer are computed if Θ has a lower order
     * @param options as {@link LeadingEigenpairs#of} takes them
     * @return the shares
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a count below 1, or as {@link LeadingEigenpairs#of}
     */
    public static ErrorSpectrum of(LinearOperator kernel, double[] error, int count, EstimatorOptions options) {
        if (count < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The number of eigenvectors is " + count + ".", "Ask for at least 1.");
        }
        long order = kernel.domain().order();
        int wanted = (int) Math.min(count, order);
        int pairs = (int) Math.min(wanted + 1L, order);
        try (LeadingEigenpairs leading = LeadingEigenpairs.of(kernel, pairs, options);
                MultiVector e = kernel.domain().uninitialized(1)) {
            e.setColumn(0, error);
            DMatrixRMaj coordinates = leading.vectors().gram(e);
            double all = e.dots(e)[0];
            List<RitzValue> values = leading.values();
            List<Share> shares = new ArrayList<>();
            double inside = 0;
            double squaredResiduals = 0;
            for (int k = 0; k < Math.min(wanted, values.size()); k++) {
                inside += coordinates.get(k, 0) * coordinates.get(k, 0);
                squaredResiduals += Math.pow(values.get(k).residual(), 2);
                double bound = k + 1 == order ? 0 : bound(values, k, Math.sqrt(squaredResiduals));
                shares.add(new Share(Math.min(1, inside / all), bound));
            }
            return new ErrorSpectrum(values.subList(0, shares.size()), shares, leading.products(), leading.stop());
        }
    }

    private static double bound(List<RitzValue> values, int k, double residual) {
        if (k + 1 >= values.size()) {
            return 1;
        }
        RitzValue next = values.get(k + 1);
        double gap = values.get(k).value() - next.value() - next.residual();
        return gap > residual ? residual / gap : 1;
    }
}
