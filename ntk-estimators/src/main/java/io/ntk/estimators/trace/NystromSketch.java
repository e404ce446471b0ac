package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.linalg.SymmetricEigen;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The Nyström approximation Â = Y (ΩᵀY + νI)⁻¹ Yᵀ of a positive semi-definite A from Y = AΩ, as Â = BBᵀ.
 *
 * <p>The ridge ν is the size of the rounding errors of ΩᵀY, k ε ‖Y‖_F with ε of the storage. With it, neither probes that
 * depend on each other nor a range of A that the probes exhaust leave anything to divide by. It biases nothing: A − Â stays
 * positive semi-definite, and a method that uses Â estimates the trace of A − Â too. A shift of A itself, which makes a
 * Cholesky factorisation possible (Tropp, Yurtsever, Udell and Cevher, "Fixed-rank approximation of a
 * positive-semidefinite matrix from streaming data", NeurIPS 2017), would help neither with dependent probes, for which
 * ΩᵀΩ is singular too, nor without a bias of νn.
 */
final class NystromSketch implements AutoCloseable {
    /** An operator whose quadratic forms are more negative than this, as a share of the largest, is refused. */
    private static final double INDEFINITE = 1e-3;

    private final MultiVector root;
    private final DMatrixRMaj whitening;
    private final double ridge;

    private NystromSketch(MultiVector root, DMatrixRMaj whitening, double ridge) {
        this.root = root;
        this.whitening = whitening;
        this.ridge = ridge;
    }

    /** Refuses a sketch by k products for which there is no room: the probes, their images, and the root. */
    static void requireRoom(String method, VectorSpace space, int k, EstimatorOptions options) {
        options.requireRoom(method, space, 3 * k);
    }

    /** Sketches a positive semi-definite A with k products. */
    static NystromSketch of(String method, LinearOperator a, MultiVector omega) {
        try (MultiVector y = a.times(omega)) {
            // Not of norms: squares of large elements leave the range of the storage, their sum in a Gram matrix does
            // not.
            double squares = CommonOps_DDRM.trace(y.gram(y));
            Finite.require(
                    "The squared norm of a product with the operator",
                    squares,
                    y.space().precision());
            int k = y.columns();
            if (squares == 0) {
                return new NystromSketch(y.copy(), new DMatrixRMaj(k, k), 0);
            }
            double ridge = k * y.space().precision().epsilon() * Math.sqrt(squares);
            SymmetricEigen overlap = SymmetricEigen.of("the overlap of probes and products", symmetric(omega.gram(y)));
            double[] values = overlap.values();
            if (values[k - 1] < -Math.max(ridge, INDEFINITE * Math.abs(values[0]))) {
                throw new NtkException(
                        ErrorId.NUMERICAL_FAILURE,
                        "Method '" + method + "' found the operator not to be positive semi-definite.",
                        y.space()
                                .precision()
                                .orWider("Check the operator, or use hutch++, which needs no definiteness"));
            }
            DMatrixRMaj whitening = overlap.vectors().copy();
            for (int j = 0; j < k; j++) {
                CommonOps_DDRM.scaleCol(1 / Math.sqrt(Math.max(0, values[j]) + ridge), whitening, j);
            }
            return new NystromSketch(y.times(whitening), whitening, ridge);
        }
    }

    private static DMatrixRMaj symmetric(DMatrixRMaj matrix) {
        DMatrixRMaj sum = CommonOps_DDRM.transpose(matrix, null);
        CommonOps_DDRM.addEquals(sum, matrix);
        CommonOps_DDRM.scale(0.5, sum);
        return sum;
    }

    /** B, of k columns: Y W. */
    MultiVector root() {
        return root;
    }

    /** W {@code [k, k]} with W Wᵀ = (ΩᵀY + νI)⁻¹; zero where all products are zero. */
    DMatrixRMaj whitening() {
        return whitening;
    }

    /** ν; 0 where all products are zero, and so is the approximation. */
    double ridge() {
        return ridge;
    }

    @Override
    public void close() {
        root.close();
    }
}
