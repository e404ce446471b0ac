package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Eigenvalues and orthonormal eigenvectors of a small symmetric matrix, the largest eigenvalue first. */
public final class SymmetricEigen {
    private final double[] values;
    private final DMatrixRMaj vectors;

    private SymmetricEigen(double[] values, DMatrixRMaj vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * Decomposes a matrix.
     *
     * @param what the matrix's name, which begins the message
     * @param matrix symmetric; not modified
     * @return its eigenvalues and eigenvectors
     * @throws NtkException {@link ErrorId#NON_FINITE} if an element is not finite, {@link ErrorId#NUMERICAL_FAILURE} if the
     *     iteration does not converge
     */
    public static SymmetricEigen of(String what, DMatrixRMaj matrix) {
        Finite.require("An element of " + what, matrix);
        int n = matrix.getNumRows();
        EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eig.decompose(matrix.copy())) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The eigendecomposition of " + what + " failed.",
                    "Use another seed, or another number of samples.");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -eig.getEigenvalue(j).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            values[j] = eig.getEigenvalue(order[j]).getReal();
            DMatrixRMaj vector = eig.getEigenVector(order[j]);
            double length = NormOps_DDRM.normF(vector);
            for (int i = 0; i < n; i++) {
                vectors.set(i, j, vector.get(i) / length);
            }
        }
        return new SymmetricEigen(values, vectors);
    }

    /** {@return the eigenvalues, none smaller than the next; not a copy} */
    public double[] values() {
        return values;
    }

    /** {@return the eigenvectors as columns, in the order of their eigenvalues; not a copy} */
    public DMatrixRMaj vectors() {
        return vectors;
    }
}
