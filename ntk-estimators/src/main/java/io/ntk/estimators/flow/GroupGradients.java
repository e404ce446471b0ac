package io.ntk.estimators.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import org.ejml.data.DMatrixRMaj;

/**
 * Whether groups of trials ask for the same change of the parameters: cosines of the angles between their gradients Jᵀ S_a e, where
 * S_a keeps the rows of group a. Below 0, what serves one group harms the other.
 */
public final class GroupGradients {
    private GroupGradients() {}

    /**
     * Computes the cosines; it takes a product with Jᵀ for each group.
     *
     * @param linearization a linearization
     * @param error e, in the shape of what is observed, row-major
     * @param groups of its trials
     * @param options the memory limit counts
     * @return a symmetric matrix {@code [groups, groups]}; NaN where a gradient is zero
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if the gradients do not fit the memory limit
     */
    public static double[][] cosines(
            Linearization linearization, double[] error, TrialGroups groups, EstimatorOptions options) {
        int count = groups.size();
        requireMemory(linearization, count, options);
        try (MultiVector masked = linearization.observationSpace().zeros(count)) {
            for (int group = 0; group < count; group++) {
                double[] own = new double[error.length];
                for (int row = 0; row < own.length; row++) {
                    own[row] = groups.ofRow(row, own.length) == group ? error[row] : 0;
                }
                masked.setColumn(group, own);
            }
            try (MultiVector gradients = linearization.vjp(masked)) {
                return cosines(gradients.gram(gradients));
            }
        }
    }

    private static void requireMemory(Linearization linearization, int groups, EstimatorOptions options) {
        double rows = (double) linearization.observationSpace().dimension()
                + linearization.parameterSpace().dimension();
        double bytes = rows * groups * linearization.problem().precision().bytes();
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The gradients of " + groups + " groups of trials need " + (long) bytes + " bytes, but "
                            + options.memoryLimit() + " are allowed.",
                    "Give fewer groups, or allow more memory.");
        }
    }

    private static double[][] cosines(DMatrixRMaj products) {
        int count = products.getNumRows();
        double[][] cosines = new double[count][count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double norms = Math.sqrt(products.get(a, a)) * Math.sqrt(products.get(b, b));
                double cosine = a == b && norms > 0 ? 1 : products.get(a, b) / norms;
                cosines[a][b] = norms > 0 ? Math.max(-1, Math.min(1, cosine)) : Double.NaN;
            }
        }
        return cosines;
    }
}
