package io.ntk.api.linalg;

import java.util.EnumSet;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;

/** An operator given by its matrix, over heap vectors: for small problems and for tests. */
public final class DenseOperator extends AbstractLinearOperator {
    private final DMatrixRMaj matrix;

    private DenseOperator(DMatrixRMaj matrix, HeapVectorSpace domain, HeapVectorSpace range, Set<OperatorProperty> p) {
        super(domain, range, p);
        this.matrix = matrix;
    }

    /**
     * An operator over spaces of one axis, {@code row} and {@code column} (only {@code row} if square).
     *
     * @param matrix the matrix; copied
     * @param properties what it is declared to be; the caller vouches for it
     * @return the operator
     */
    public static DenseOperator of(DMatrixRMaj matrix, OperatorProperty... properties) {
        EnumSet<OperatorProperty> declared = EnumSet.noneOf(OperatorProperty.class);
        declared.addAll(java.util.Arrays.asList(properties));
        HeapVectorSpace range = new HeapVectorSpace(IndexShape.of("row", matrix.getNumRows()));
        HeapVectorSpace domain = matrix.getNumRows() == matrix.getNumCols()
                ? range
                : new HeapVectorSpace(IndexShape.of("column", matrix.getNumCols()));
        return new DenseOperator(matrix.copy(), domain, range, declared);
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        int rows = matrix.getNumRows();
        int cols = matrix.getNumCols();
        double[] result = new double[rows];
        for (int c = 0; c < x.columns(); c++) {
            double[] column = x.toArray(c);
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int j = 0; j < cols; j++) {
                    sum += matrix.unsafe_get(i, j) * column[j];
                }
                result[i] = sum;
            }
            y.setColumn(c, result);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        int rows = matrix.getNumRows();
        int cols = matrix.getNumCols();
        for (int c = 0; c < x.columns(); c++) {
            double[] column = x.toArray(c);
            double[] result = new double[cols];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    result[j] += matrix.unsafe_get(i, j) * column[i];
                }
            }
            y.setColumn(c, result);
        }
    }
}
