package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** The directions in which the columns of a small matrix are longest. */
final class LeadingDirections {
    private LeadingDirections() {}

    /**
     * {@return left singular vectors as columns, those of the largest singular values first}
     *
     * @param matrix the matrix
     * @param most how many at most
     * @param least no more than those whose singular value is larger than this
     */
    static DMatrixRMaj of(DMatrixRMaj matrix, int most, double least) {
        int rows = matrix.getNumRows();
        if (rows == 0) {
            return new DMatrixRMaj(0, 0);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, matrix.getNumCols(), true, false, true);
        if (!svd.decompose(matrix.copy())) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The singular value decomposition of a sketch of both kernels failed.",
                    "Use float64, or another seed.");
        }
        double[] values = svd.getSingularValues();
        DMatrixRMaj u = svd.getU(null, false);
        int[] order = IntStream.range(0, svd.numberOfSingularValues())
                .filter(i -> values[i] > least)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
        DMatrixRMaj leading = new DMatrixRMaj(rows, order.length);
        for (int j = 0; j < order.length; j++) {
            for (int i = 0; i < rows; i++) {
                leading.set(i, j, u.get(i, order[j]));
            }
        }
        return leading;
    }
}
