package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.ejml.data.DMatrixRMaj;

/** Writes a small operator out as its matrix. */
final class OperatorMatrix {
    /** 512 MiB of double precision. */
    private static final long MOST_ELEMENTS = 1L << 26;

    /** Enough for fast products, and few next to the matrix. */
    private static final int WIDTH = 32;

    private OperatorMatrix() {}

    static DMatrixRMaj of(LinearOperator operator) {
        long rows = operator.range().order();
        long columns = operator.domain().order();
        if (rows > MOST_ELEMENTS / Math.max(1, columns)) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The matrix of the operator has " + rows + " rows and " + columns
                            + " columns, more than 2^26 elements.",
                    "Use fewer trials, steps or units, or apply the operator instead.");
        }
        DMatrixRMaj matrix = new DMatrixRMaj((int) rows, (int) columns);
        if (rows < columns) {
            operator.adjoint().forEachColumns(WIDTH, (block, first) -> {
                double[][] made = block.toArrays();
                IndexShape shape = operator.domain().shape();
                for (int i = 0; i < made.length; i++) {
                    for (int j = 0; j < matrix.numCols; j++) {
                        matrix.unsafe_set(first + i, j, made[i][shape.element(j)]);
                    }
                }
            });
        } else {
            operator.forEachColumns(WIDTH, (block, first) -> {
                double[][] made = block.toArrays();
                IndexShape shape = operator.range().shape();
                for (int j = 0; j < made.length; j++) {
                    for (int i = 0; i < matrix.numRows; i++) {
                        matrix.unsafe_set(i, first + j, made[j][shape.element(i)]);
                    }
                }
            });
        }
        return matrix;
    }
}
