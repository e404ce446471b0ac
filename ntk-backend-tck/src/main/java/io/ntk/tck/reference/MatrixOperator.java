package io.ntk.tck.reference;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ejml.data.DMatrixRMaj;

/** An explicit matrix that can be used until its owner is closed. */
final class MatrixOperator extends AbstractLinearOperator {
    private final DMatrixRMaj matrix;
    private final BooleanSupplier closed;

    MatrixOperator(VectorSpace domain, VectorSpace range, DMatrixRMaj matrix, BooleanSupplier closed) {
        super(domain, range, Set.of());
        this.matrix = matrix;
        this.closed = closed;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        requireOpen();
        double[] a = matrix.data;
        for (int c = 0; c < x.columns(); c++) {
            double[] column = x.toArray(c);
            double[] result = new double[matrix.numRows];
            for (int i = 0; i < result.length; i++) {
                int row = i * column.length;
                double sum = 0;
                for (int j = 0; j < column.length; j++) {
                    sum += a[row + j] * column[j];
                }
                result[i] = sum;
            }
            y.setColumn(c, result);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        requireOpen();
        double[] a = matrix.data;
        for (int c = 0; c < x.columns(); c++) {
            double[] column = x.toArray(c);
            double[] result = new double[matrix.numCols];
            for (int i = 0; i < column.length; i++) {
                int row = i * result.length;
                double factor = column[i];
                for (int j = 0; j < result.length; j++) {
                    result[j] += a[row + j] * factor;
                }
            }
            y.setColumn(c, result);
        }
    }

    private void requireOpen() {
        if (closed.getAsBoolean()) {
            throw MultiVectors.closed("linearization");
        }
    }
}
