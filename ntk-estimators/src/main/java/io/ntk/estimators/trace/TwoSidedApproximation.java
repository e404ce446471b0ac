package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.linalg.Finite;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Z X Wᵀ for Z = M R, W = M S and X = (SᵀZ)⁺ = V Σ⁺ Uᵀ, which approximates a symmetric M: a sum of weights times columns of ZV and
 * WU. Inner products are taken after these combinations: where Σ is small, so are they, while those of Z and W themselves would
 * cancel.
 *
 * <p>It is without singular values of the size of rounding errors, and without those that make a term much larger than M: where
 * probes in S and R are nearly orthogonal to each other, it says more about them than about M.
 */
final class TwoSidedApproximation implements AutoCloseable {
    private static final double LARGEST_TERM = 3;

    private final MultiVector left;
    private final MultiVector right;
    private final double[] weights;

    private TwoSidedApproximation(MultiVector left, MultiVector right, double[] weights) {
        this.left = left;
        this.right = right;
        this.weights = weights;
    }

    /** From SᵀZ, Z and W, which stay the caller's. */
    static TwoSidedApproximation of(DMatrixRMaj overlap, MultiVector z, MultiVector w) {
        Finite.require("An inner product with a product of the operator", overlap);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(overlap.getNumRows(), overlap.getNumCols(), true, true, true);
        if (!svd.decompose(overlap)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The singular value decomposition of a sketch failed.",
                    z.space().precision().orWider("Use another seed"));
        }
        // In units of the overlap, no square of an element leaves the range of the storage.
        double unit = CommonOps_DDRM.elementMaxAbs(overlap);
        double scale = unit > 0 ? unit : 1;
        List<MultiVector> made = new ArrayList<>();
        try {
            MultiVector left = z.times(CommonOps_DDRM.divide(svd.getV(null, false), scale, null));
            made.add(left);
            MultiVector right = w.times(CommonOps_DDRM.divide(svd.getU(null, false), scale, null));
            made.add(right);
            double squares = CommonOps_DDRM.trace(z.gram(z));
            double rounding = z.columns() * z.space().precision().epsilon() * Math.sqrt(squares);
            // The squared length of a product with a probe is ‖M‖²_F on average.
            double largest = LARGEST_TERM * Math.sqrt(squares / z.columns());
            double[] lefts = left.norms();
            double[] rights = right.norms();
            double[] values = svd.getSingularValues();
            double[] weights = new double[lefts.length];
            for (int j = 0; j < weights.length; j++) {
                boolean isKept = values[j] > rounding && lefts[j] * rights[j] * scale * scale <= largest * values[j];
                weights[j] = isKept ? scale * scale / values[j] : 0;
            }
            return new TwoSidedApproximation(left, right, weights);
        } catch (RuntimeException | Error e) {
            made.forEach(MultiVector::close);
            throw e;
        }
    }

    double trace() {
        double trace = 0;
        double[] terms = left.dots(right);
        for (int i = 0; i < terms.length; i++) {
            trace += weights[i] * terms[i];
        }
        return trace;
    }

    /** Subtracts its quadratic forms for some vectors. */
    void takeOutOf(double[] forms, MultiVector vectors) {
        DMatrixRMaj lefts = left.gram(vectors);
        DMatrixRMaj rights = right.gram(vectors);
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < forms.length; j++) {
                forms[j] -= weights[i] * lefts.get(i, j) * rights.get(i, j);
            }
        }
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
