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
        long rows = operator.range().dimension();
        long columns = operator.domain().dimension();
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
                for (int i = 0; i < block.columns(); i++) {
                    double[] row = block.toArray(i);
                    System.arraycopy(row, 0, matrix.data, matrix.getIndex(first + i, 0), row.length);
                }
            });
        } else {
            operator.forEachColumns(WIDTH, (block, first) -> {
                for (int j = 0; j < block.columns(); j++) {
                    double[] column = block.toArray(j);
                    for (int i = 0; i < column.length; i++) {
                        matrix.unsafe_set(i, first + j, column[i]);
                    }
                }
            });
        }
        return matrix;
    }
}
