package io.ntk.io.arrays;

import io.ntk.api.linalg.LinearOperator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** A small operator as the matrix it stands for, to be written by {@link ArrayWriter}. */
public final class OperatorMatrix {
    private OperatorMatrix() {}

    /**
     * {@return the matrix {@code [rows, columns]} of an operator}
     *
     * @param name what a file calls it
     * @param operator the operator, as {@link LinearOperator#toMatrix} multiplies it
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#OUT_OF_MEMORY} if the matrix has more than 2²⁶ elements
     */
    public static NumericArray of(String name, LinearOperator operator) {
        DMatrixRMaj matrix = operator.toMatrix();
        return new NumericArray(name, List.of(matrix.getNumRows(), matrix.getNumCols()), matrix.data);
    }
}
