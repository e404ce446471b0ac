package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;

/**
 * The error by rounding of an alignment whose parts are known on an orthonormal Q, as far as the products with the operators
 * show it themselves: a computed product of a symmetric operator is not quite symmetric.
 *
 * <p>Where fl(Aq) = Aq + e, q_iᵀfl(Aq_j) − fl(Aq_i)ᵀq_j = q_iᵀe_j − q_jᵀe_i, whose mean square over the pairs of a block of Q is
 * twice that of a component of an error, σ². It is measured for each block, because errors of small images are smaller. An
 * error e of Aq changes the alignment ρ by 2⟨e, h⟩ with h = Bq/‖A‖‖B‖ − ρ Aq/‖A‖², so errors that are independent change it by
 * 2σ√Σ‖h‖² in the root mean square.
 */
final class ProductRounding {
    /**
     * The bound in units of the root mean square of independent errors: 2 for 95%, times 6 because the errors of the products of
     * one kernel are not independent. So much covers the float32 kernels of GRU, LSTM, relu and low-rank networks.
     */
    private static final double BOUND = 12;

    /** Units in the last place of an alignment that is computed from sums of a hundred double precision numbers. */
    private static final int LEAST = 64;

    private final Share before = new Share();
    private final Share after = new Share();
    private boolean measured;

    /**
     * Adds a block of Q.
     *
     * @param insideA QᵀA for the columns of the block, whose own rows are the last
     * @param insideB QᵀB likewise
     * @param products of the columns of the block
     */
    void add(DMatrixRMaj insideA, DMatrixRMaj insideB, Products products) {
        double a = products.beforeSum();
        double ab = products.crossSum();
        double b = products.afterSum();
        measured |= insideA.getNumCols() > 1;
        before.add(insideA, a, ab, b);
        after.add(insideB, b, ab, a);
    }

    /** A bound of the error of the alignment that parts amount to; empty if no block had two vectors. */
    OptionalDouble bound(AlignmentParts parts) {
        double a = parts.squaredFrobeniusBefore();
        double b = parts.squaredFrobeniusAfter();
        double c = parts.crossTrace();
        double rootMeanSquare = 2 * Math.sqrt(before.variance(a, c, b) + after.variance(b, c, a));
        return measured
                ? OptionalDouble.of(Math.max(BOUND * rootMeanSquare, LEAST * Math.ulp(parts.alignment())))
                : OptionalDouble.empty();
    }

    /** What the products with one of both operators contribute. */
    private static final class Share {
        /** Of the last block with more than one vector. */
        private double component;

        private double own;
        private double mixed;
        private double other;

        void add(DMatrixRMaj inside, double ownSquares, double products, double otherSquares) {
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
                component = squares / (count * (count - 1.0));
            }
            own += component * ownSquares;
            mixed += component * products;
            other += component * otherSquares;
        }

        /** σ² Σ‖h‖², from ‖A‖², Tr AB and ‖B‖² if A is the own operator. */
        double variance(double a, double c, double b) {
            return Math.max(0, (other - 2 * c / a * mixed + c / a * (c / a) * own) / a / b);
        }
    }
}
