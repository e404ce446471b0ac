package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The non-adaptive Hutch++ (Meyer, Musco, Musco and Woodruff, "Hutch++: optimal stochastic trace estimation", SOSA 2021,
 * algorithm 2): all products can be made at once. With W = M S, Z = M R and X = (SᵀZ)⁺, the matrix Z X Wᵀ approximates M;
 * its trace Tr(X WᵀZ) is known and the rest is estimated by probes. S, R and the probes take a quarter, a half and a
 * quarter of the products.
 */
public final class NaHutchPlusPlus extends SampledTrace {
    private static final double LARGEST_TERM = 3;

    /** Makes the method. */
    public NaHutchPlusPlus() {
        super(
                new EstimatorDescription(
                        "na-hutch++",
                        "Hutch++ in one pass: all products are independent of each other.",
                        "a symmetric operator",
                        ErrorKind.STANDARD_ERROR,
                        false),
                4,
                8,
                OperatorProperty.SYMMETRIC);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        LinearOperator matrix = traced.matrix();
        int products = options.samples() / traced.productsPerApplication();
        int quarter = products / 4;
        Probes narrow = Probes.of(matrix.domain(), options.probes(), options.seed());
        Probes wide = narrow.next();
        Probes rest = wide.next();
        try (MultiVector s = narrow.block(0, quarter);
                MultiVector r = wide.block(0, products - 2 * quarter);
                MultiVector g = rest.block(0, quarter);
                MultiVector w = matrix.times(s);
                MultiVector z = matrix.times(r);
                MultiVector mg = matrix.times(g)) {
            DMatrixRMaj x = core(s.gram(z), z, w);
            double known = CommonOps_DDRM.trace(CommonOps_DDRM.mult(x, w.gram(z), null));
            DMatrixRMaj right = CommonOps_DDRM.mult(x, w.gram(g), null);
            DMatrixRMaj left = z.gram(g);
            double[] residuals = g.dots(mg);
            for (int j = 0; j < quarter; j++) {
                for (int i = 0; i < r.columns(); i++) {
                    residuals[j] -= left.get(i, j) * right.get(i, j);
                }
            }
            if (!traced.isPositiveSemidefinite()) {
                return Outcome.mean(known, SampleMean.of(residuals), StopReason.COMPLETED);
            }
            // Z X Wᵀ may exceed M, so the rest may be negative where the whole cannot.
            double[] whole =
                    Arrays.stream(residuals).map(residual -> known + residual).toArray();
            return Outcome.mean(0, SampleMean.ofNonNegative(whole), StopReason.COMPLETED);
        }
    }

    /**
     * X = (SᵀZ)⁺ without singular values of the size of rounding errors, and without those that make a term of Z X Wᵀ much
     * larger than M: where probes in S and R are nearly orthogonal to each other, it says more about them than about M.
     */
    private static DMatrixRMaj core(DMatrixRMaj overlap, MultiVector z, MultiVector w) {
        Finite.require("An inner product with a product of the operator", overlap);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(overlap.getNumRows(), overlap.getNumCols(), true, true, true);
        if (!svd.decompose(overlap)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The singular value decomposition of a sketch failed.",
                    "Use float64, or another seed.");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj left = z.gram(z);
        DMatrixRMaj right = w.gram(w);
        double squares = CommonOps_DDRM.trace(left);
        double rounding = z.columns() * z.space().precision().epsilon() * Math.sqrt(squares);
        // The squared length of a product with a probe is ‖M‖²_F on average.
        double largest = LARGEST_TERM * Math.sqrt(squares / z.columns());
        double[] values = svd.getSingularValues();
        for (int j = 0; j < v.getNumCols(); j++) {
            double term = length(left, v, j) * length(right, u, j);
            boolean isKept = values[j] > rounding && term <= largest * values[j];
            CommonOps_DDRM.scaleCol(isKept ? 1 / values[j] : 0, v, j);
        }
        return CommonOps_DDRM.multTransB(v, u, null);
    }

    /** The length of a combination of vectors whose Gram matrix is given, by column j of the coefficients. */
    private static double length(DMatrixRMaj gram, DMatrixRMaj coefficients, int j) {
        DMatrixRMaj column = CommonOps_DDRM.extractColumn(coefficients, j, null);
        return Math.sqrt(Math.max(0, VectorVectorMult_DDRM.innerProdA(column, gram, column)));
    }
}
