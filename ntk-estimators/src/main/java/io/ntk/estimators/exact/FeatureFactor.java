package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * A matrix R with as few rows as possible for which RᵀR = F Fᵀ, the inner products of the features F {@code [rows, width]} of a class at
 * the steps and places of one trial: Fᵀ itself, or, where the rows are fewer than the features, the triangle of Fᵀ = QR. ‖R Δ‖² = ‖FᵀΔ‖²
 * then for any Δ.
 */
final class FeatureFactor {
    private FeatureFactor() {}

    /**
     * {@return R, {@code [min(rows, width), rows]}}
     *
     * @param method the method that needs it, for messages
     * @param features F, without gaps between its rows
     */
    static DenseMatrix of(String method, DenseMatrix features) {
        int rows = features.rows();
        int width = features.columns();
        if (rows >= width) {
            return features.transpose();
        }
        DMatrixRMaj transpose = new DMatrixRMaj(width, rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                transpose.set(column, row, features.get(row, column));
            }
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(width, rows);
        // It fails for no finite matrix.
        qr.decompose(transpose);
        DMatrixRMaj triangle = qr.getR(null, true);
        DoubleBuffer buffer = DirectBuffers.allocate(method, (long) rows * rows);
        buffer.put(0, triangle.getData(), 0, rows * rows);
        return DenseMatrix.of(buffer, 0, rows, rows);
    }
}
