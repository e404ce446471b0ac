package io.ntk.estimators.spectrum;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import java.util.List;

/**
 * The largest singular values of an operator, the roots of the {@link LeadingEigenpairs} of AAᵀ or AᵀA, whichever is
 * smaller. The first one is the operator's norm ‖A‖₂. For P they tell how strongly a network amplifies perturbations.
 *
 * @param values σ, largest first. Their bounds follow from the residual r of σ²: r / σ
 * @param products the vectors that were multiplied by A and by Aᵀ
 * @param stop why it stopped
 */
public record LeadingSingularValues(List<RitzValue> values, int products, StopReason stop) {
    /** Copies the list. */
    public LeadingSingularValues {
        values = List.copyOf(values);
    }

    /**
     * Computes them.
     *
     * @param operator any operator
     * @param count how many
     * @param options as for {@link LeadingEigenpairs}, the samples being products with AAᵀ
     * @return the values
     * @throws io.ntk.api.NtkException as {@link LeadingEigenpairs#of} does
     */
    public static LeadingSingularValues of(LinearOperator operator, int count, EstimatorOptions options) {
        boolean isWide = operator.range().order() <= operator.domain().order();
        LinearOperator gram = options.gram(isWide ? operator.adjoint() : operator);
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(gram, count, options)) {
            List<RitzValue> values =
                    pairs.values().stream().map(RitzValue::root).toList();
            return new LeadingSingularValues(values, pairs.products(), pairs.stop());
        }
    }
}
