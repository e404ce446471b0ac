package io.ntk.api.linalg;

import io.ntk.api.random.CounterGenerator;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Blocks as arrays of columns, and back. */
final class Columns {
    private Columns() {}

    static MultiVector block(VectorSpace space, double[]... columns) {
        MultiVector block = space.zeros(columns.length);
        for (int j = 0; j < columns.length; j++) {
            block.setColumn(j, columns[j]);
        }
        return block;
    }

    static double[][] of(MultiVector block) {
        double[][] columns = new double[block.columns()][];
        Arrays.setAll(columns, block::toArray);
        return columns;
    }

    /** The columns of an operator's matrix, by applying it to the unit vectors. */
    static double[][] matrix(LinearOperator operator) {
        int n = Math.toIntExact(operator.domain().dimension());
        double[][] unit = new double[n][n];
        for (int j = 0; j < n; j++) {
            unit[j][j] = 1;
        }
        try (MultiVector x = block(operator.domain(), unit);
                MultiVector y = operator.times(x)) {
            return of(y);
        }
    }

    static double[][] transposed(double[][] a) {
        double[][] result = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                result[j][i] = a[i][j];
            }
        }
        return result;
    }

    /** Numbers in (−1, 1), always the same for a seed. */
    static DMatrixRMaj random(long seed, int rows, int columns) {
        CounterGenerator generator = new CounterGenerator(seed, 0);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, i -> 2 * generator.uniform(i) - 1);
        return matrix;
    }
}
