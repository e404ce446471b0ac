package io.ntk.estimators.metric;

import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The error by rounding of ‖X‖² that shows in the products with a symmetric X themselves.
 *
 * <p>Where fl(Xq) = Xq + e, q_iᵀfl(Xq_j) − fl(Xq_i)ᵀq_j = q_iᵀe_j − q_jᵀe_i, whose mean square over the pairs of a block of Q
 * is twice that of a component of an error, σ². It is measured for each block, because errors of small images are smaller.
 * Errors that are independent change Σ‖Xq‖² by 2σ√Σ‖Xq‖² in the root mean square. For X = Θ′ − Θ, whose images are
 * differences of larger ones, this is the error of those.
 */
final class Asymmetry {
    /**
     * A bound in units of the root mean square: twice for 95%, times what was measured of float32 kernels, whose errors are not
     * independent and partly symmetric.
     */
    private static final double BOUND = 4;

    /** σ² of the last block with more than one vector. */
    private double component;

    private double spread;

    /**
     * Adds a block of Q.
     *
     * @param inside QᵀX for the vectors of the block, whose own rows are the last
     * @param squares ‖Xq‖² for each of them
     */
    void add(DMatrixRMaj inside, double[] squares) {
        int count = inside.getNumCols();
        int first = inside.getNumRows() - count;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                double difference = inside.get(first + i, j) - inside.get(first + j, i);
                sum += difference * difference;
            }
        }
        if (count > 1) {
            component = sum / (count * (count - 1.0));
        }
        spread += component * DoubleStream.of(squares).sum();
    }

    /** A bound of the error of ‖X‖², 0 if no block had two vectors. */
    double bound() {
        return BOUND * 2 * Math.sqrt(spread);
    }
}
