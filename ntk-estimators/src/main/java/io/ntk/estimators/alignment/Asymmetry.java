package io.ntk.estimators.alignment;

import org.ejml.data.DMatrixRMaj;

/**
 * The rounding of products with a symmetric operator, as far as the products show it themselves: computed ones are not quite
 * symmetric.
 *
 * <p>Where fl(Aq) = Aq + e, q_iᵀfl(Aq_j) − fl(Aq_i)ᵀq_j = q_iᵀe_j − q_jᵀe_i, whose mean square over the pairs of a block of an
 * orthonormal Q is twice that of a component of an error, σ². It is measured for each block, because errors of small images are
 * smaller.
 */
public final class Asymmetry {
    /** σ² of the last block with more than one vector. */
    private double variance;

    /** Measures nothing yet. */
    public Asymmetry() {}

    /**
     * {@return σ² of a block; that of the one before for a single vector, which shows none}
     *
     * @param inside QᵀA for the vectors of the block, whose own rows are the last
     */
    public double of(DMatrixRMaj inside) {
        int count = inside.getNumCols();
        int first = inside.getNumRows() - count;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                double difference = inside.get(first + i, j) - inside.get(first + j, i);
                squares += difference * difference;
            }
        }
        if (count > 1) {
            variance = squares / (count * (count - 1.0));
        }
        return variance;
    }
}
