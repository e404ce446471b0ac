package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.linalg.ThinQr;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * The Nyström approximation Y (ΩᵀY)⁻¹ Yᵀ of a positive semi-definite A + νI from Y = (A + νI) Ω, as Q B Bᵀ Qᵀ with Y = Q R
 * and B = R C⁻¹, ΩᵀY = CᵀC.
 *
 * <p>The shift ν makes the Cholesky factorisation possible in floating point (Tropp, Yurtsever, Udell and Cevher,
 * "Fixed-rank approximation of a positive-semidefinite matrix from streaming data", NeurIPS 2017, algorithm 3). It starts
 * at ε ‖AΩ‖_F / √n, with ε of the storage, as in XNysTrace: √n times ε ‖AΩ‖₂, which is also seen, is a percent of ‖A‖ in
 * float32. It grows tenfold while the factorisation fails. Where all products are zero, so is the approximation.
 */
final class NystromSketch implements AutoCloseable {
    private static final int MAX_GROWTHS = 12;

    private final ThinQr qr;
    private final DMatrixRMaj choleskyInverse;
    private final double shift;

    private NystromSketch(ThinQr qr, DMatrixRMaj choleskyInverse, double shift) {
        this.qr = qr;
        this.choleskyInverse = choleskyInverse;
        this.shift = shift;
    }

    /** Sketches a positive semi-definite A with k products. */
    static NystromSketch of(String method, LinearOperator a, MultiVector omega) {
        try (MultiVector y = a.times(omega)) {
            double squares = 0;
            for (double norm : y.norms()) {
                squares += norm * norm;
            }
            Finite.require("The squared norm of a product with the operator", squares);
            if (squares == 0) {
                return new NystromSketch(ThinQr.of(y), new DMatrixRMaj(y.columns(), y.columns()), 0);
            }
            double n = y.space().dimension();
            double shift = y.space().precision().epsilon() * Math.sqrt(squares / n);
            y.axpy(shift, omega);
            for (int growth = 0; growth < MAX_GROWTHS; growth++) {
                DMatrixRMaj overlap = omega.gram(y);
                symmetrise(overlap);
                CholeskyDecomposition_F64<DMatrixRMaj> cholesky =
                        DecompositionFactory_DDRM.chol(overlap.getNumRows(), false);
                if (cholesky.decompose(overlap.copy())) {
                    DMatrixRMaj inverse = cholesky.getT(null);
                    if (CommonOps_DDRM.invert(inverse)) {
                        return new NystromSketch(ThinQr.of(y), inverse, shift);
                    }
                }
                y.axpy(9 * shift, omega);
                shift *= 10;
            }
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "Method '" + method + "' found the operator not to be positive semi-definite.",
                    "Check the operator, use float64, or use hutch++, which needs no definiteness.");
        }
    }

    private static void symmetrise(DMatrixRMaj matrix) {
        for (int i = 0; i < matrix.getNumRows(); i++) {
            for (int j = 0; j < i; j++) {
                double mean = (matrix.get(i, j) + matrix.get(j, i)) / 2;
                matrix.set(i, j, mean);
                matrix.set(j, i, mean);
            }
        }
    }

    ThinQr qr() {
        return qr;
    }

    double shift() {
        return shift;
    }

    /** B {@code [rank, k]}. */
    DMatrixRMaj factor() {
        return CommonOps_DDRM.mult(qr.r(), choleskyInverse, null);
    }

    /** (ΩᵀY)⁻¹. */
    DMatrixRMaj overlapInverse() {
        return CommonOps_DDRM.multTransB(choleskyInverse, choleskyInverse, null);
    }

    @Override
    public void close() {
        qr.close();
    }
}
