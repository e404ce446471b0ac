package io.ntk.spark;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;

/** A product with one shard's operator, in blocks of the shard's own engine and a limited number of columns. */
final class ShardProduct {
    /** The number of columns at a time: enough for fast products, and small compared with the shard itself. */
    static final int COLUMNS = 64;

    private final LinearOperator operator;

    private ShardProduct(LinearOperator operator) {
        this.operator = operator;
    }

    static ShardProduct of(Linearization linearization, Factor factor, boolean adjoint) {
        LinearOperator operator = linearization.operator(factor);
        return new ShardProduct(adjoint ? operator.adjoint() : operator);
    }

    /** {@return A X} */
    Block times(Block x) {
        Block y = Block.zeros(
                operator.range().precision(),
                x.columns(),
                Math.toIntExact(operator.range().dimension()));
        double[] in = new double[x.length()];
        double[] out = new double[y.length()];
        for (int from = 0; from < x.columns(); from += COLUMNS) {
            int count = Math.min(COLUMNS, x.columns() - from);
            try (MultiVector argument = operator.domain().uninitialized(count)) {
                for (int j = 0; j < count; j++) {
                    x.getColumn(from + j, in, 0);
                    argument.setColumn(j, in);
                }
                try (MultiVector result = operator.times(argument)) {
                    for (int j = 0; j < count; j++) {
                        result.getColumn(j, out);
                        y.setColumn(from + j, out, 0);
                    }
                }
            }
        }
        return y;
    }
}
