package io.ntk.tck;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;

/** Blocks of vectors as plain arrays of columns, and back. */
final class Blocks {
    private static final long SEED = 7;

    private Blocks() {}

    /** {@return a block with those columns; the caller closes it} */
    static MultiVector of(VectorSpace space, double[]... columns) {
        MultiVector block = space.zeros(columns.length);
        block.setArrays(columns);
        return block;
    }

    /** {@return a block of random columns, always the same for a space and a number of columns; the caller closes it} */
    static MultiVector random(VectorSpace space, int columns) {
        return space.probes(ProbeDistribution.GAUSSIAN, SEED, 0, columns);
    }

    /** {@return the unit vectors; the caller closes the block} */
    static MultiVector identity(VectorSpace space) {
        int dimension = Math.toIntExact(space.dimension());
        double[][] columns = new double[dimension][dimension];
        for (int j = 0; j < dimension; j++) {
            columns[j][j] = 1;
        }
        return of(space, columns);
    }

    /** {@return the columns of a block} */
    static double[][] columns(MultiVector block) {
        return block.toArrays();
    }

    /** {@return the columns of A X, found from a copy, so that X stays what it is even if the operator is at fault} */
    static double[][] product(LinearOperator operator, MultiVector x) {
        try (MultiVector copy = x.copy();
                MultiVector y = operator.times(copy)) {
            return columns(y);
        }
    }

    /** {@return A x} */
    static double[] product(LinearOperator operator, double[] x) {
        try (MultiVector block = of(operator.domain(), x)) {
            return product(operator, block)[0];
        }
    }

    /** {@return the columns of the operator's matrix} */
    static double[][] matrix(LinearOperator operator) {
        try (MultiVector identity = identity(operator.domain())) {
            return product(operator, identity);
        }
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
