package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.linalg.SymmetricEigen;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The leading eigenvalues and eigenvectors of a symmetric matrix: of a small one all at once, of a large one by
 * {@link LeadingEigenpairs}.
 *
 * @param values largest first, with bounds of their errors as eigenvalues of this matrix
 * @param vectors orthonormal, a column for each value
 */
public record MatrixModes(List<RitzValue> values, DMatrixRMaj vectors) {
    /** The order from which the iteration is faster than the dense decomposition. */
    private static final int LARGE = 400;

    private static final double TOLERANCE = 1e-12;
    private static final double ROUNDING = Math.ulp(1.0);

    /** Copies the list. */
    public MatrixModes {
        values = List.copyOf(values);
    }

    /**
     * Finds them.
     *
     * @param matrix symmetric, not modified
     * @param count how many, cut to the order of the matrix; at least 1
     * @param options the seed and the memory limit count
     * @return the modes
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a count below 1, or as {@link LeadingEigenpairs#of} and {@link
     *     SymmetricEigen#of} do
     */
    public static MatrixModes of(DMatrixRMaj matrix, int count, EstimatorOptions options) {
        if (count < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The number of eigenvalues is " + count + ".", "Ask for at least 1.");
        }
        int order = matrix.getNumRows();
        int wanted = Math.min(count, order);
        return order < LARGE ? all(matrix, wanted) : leading(matrix, wanted, options);
    }

    private static MatrixModes all(DMatrixRMaj matrix, int count) {
        SymmetricEigen eigen = SymmetricEigen.of("the reduced kernel", matrix);
        double rounding = matrix.getNumRows() * ROUNDING * NormOps_DDRM.normF(matrix);
        List<RitzValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(new RitzValue(eigen.values()[i], rounding));
        }
        return new MatrixModes(values, CommonOps_DDRM.extract(eigen.vectors(), 0, matrix.getNumRows(), 0, count));
    }

    private static MatrixModes leading(DMatrixRMaj matrix, int count, EstimatorOptions options) {
        int order = matrix.getNumRows();
        EstimatorOptions iteration = EstimatorOptions.samples(order)
                .withSeed(options.seed())
                .withMemoryLimit(options.memoryLimit())
                .withTolerance(TOLERANCE);
        try (LeadingEigenpairs pairs =
                LeadingEigenpairs.of(DenseOperator.of(matrix, OperatorProperty.SYMMETRIC), count, iteration)) {
            DMatrixRMaj vectors = new DMatrixRMaj(order, count);
            MultiVector found = pairs.vectors();
            for (int j = 0; j < count; j++) {
                double[] column = found.toArray(j);
                for (int i = 0; i < order; i++) {
                    vectors.set(i, j, column[i]);
                }
            }
            return new MatrixModes(pairs.values(), vectors);
        }
    }
}
