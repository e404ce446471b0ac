package io.ntk.estimators.trace;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.tck.reference.Float32Space;
import java.util.EnumSet;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/** Positive semi-definite operators with given eigenvalues and random eigenvectors, stored in either precision. */
final class RotatedSpectrum {
    private RotatedSpectrum() {}

    static LinearOperator of(Precision precision, double... eigenvalues) {
        int n = eigenvalues.length;
        DMatrixRMaj random = new DMatrixRMaj(n, n);
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, random.data, 0, n * n);
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(n, n);
        qr.decompose(random);
        DMatrixRMaj q = qr.getQ(null, false);
        DMatrixRMaj scaled = q.copy();
        CommonOps_DDRM.multCols(scaled, eigenvalues);
        DMatrixRMaj matrix = CommonOps_DDRM.multTransB(scaled, q, null);
        VectorSpace space = Float32Space.of(IndexShape.of("row", n), precision);
        EnumSet<OperatorProperty> properties =
                EnumSet.of(OperatorProperty.SYMMETRIC, OperatorProperty.POSITIVE_SEMIDEFINITE);
        return new AbstractLinearOperator(space, space, properties) {
            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                for (int j = 0; j < x.columns(); j++) {
                    DMatrixRMaj column = DMatrixRMaj.wrap(n, 1, x.toArray(j));
                    y.setColumn(j, CommonOps_DDRM.mult(matrix, column, null).getData());
                }
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
    }
}
