package io.ntk.estimators.spectrum;

import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/** Symmetric matrices with given eigenvalues and random eigenvectors. */
final class KnownSpectrum {
    private KnownSpectrum() {}

    static DMatrixRMaj matrix(long seed, double... eigenvalues) {
        int n = eigenvalues.length;
        DMatrixRMaj random = new DMatrixRMaj(n, n);
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, random.data, 0, n * n);
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(n, n);
        qr.decompose(random);
        DMatrixRMaj q = qr.getQ(null, false);
        DMatrixRMaj scaled = q.copy();
        CommonOps_DDRM.multCols(scaled, eigenvalues);
        DMatrixRMaj product = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(scaled, q, product);
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(product, null);
        CommonOps_DDRM.addEquals(product, transposed);
        CommonOps_DDRM.scale(0.5, product);
        return product;
    }

    static LinearOperator operator(DMatrixRMaj matrix) {
        return DenseOperator.of(matrix, OperatorProperty.SYMMETRIC, OperatorProperty.POSITIVE_SEMIDEFINITE);
    }

    static LinearOperator operator(DMatrixRMaj matrix, IndexShape shape) {
        return operator(matrix).reshape(shape, shape);
    }

    static double[] geometric(int n, double ratio) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.pow(ratio, i);
        }
        return values;
    }
}
