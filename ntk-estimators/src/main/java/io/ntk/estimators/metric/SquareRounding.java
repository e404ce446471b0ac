package io.ntk.estimators.metric;

import io.ntk.estimators.alignment.Asymmetry;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The error by rounding of ‖X‖² that shows in the products with a symmetric X themselves ({@link Asymmetry}).
 *
 * <p>Errors that are independent change Σ‖Xq‖² by 2σ√Σ‖Xq‖² in the root mean square. For X = Θ′ − Θ, whose images are
 * differences of larger ones, this is the error of those.
 */
final class SquareRounding {
    /**
     * A bound in units of the root mean square: twice for 95%, times what was measured of float32 kernels, whose errors are not
     * independent and partly symmetric.
     */
    private static final double BOUND = 4;

    private final Asymmetry asymmetry = new Asymmetry();
    private double spread;

    /**
     * Adds a block of Q.
     *
     * @param inside QᵀX for the vectors of the block, whose own rows are the last
     * @param squares ‖Xq‖² for each of them
     */
    void add(DMatrixRMaj inside, double[] squares) {
        spread += asymmetry.of(inside) * DoubleStream.of(squares).sum();
    }

    /** A bound of the error of ‖X‖², 0 if no block had two vectors. */
    double bound() {
        return BOUND * 2 * Math.sqrt(spread);
    }
}
