package io.ntk.estimators.trace;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import java.util.Arrays;
import java.util.EnumSet;

/** Diagonal operators: with probes whose law no rotation changes, any symmetric operator of that spectrum. */
public final class Diagonals {
    private Diagonals() {}

    /**
     * {@return the operator}
     *
     * @param values the diagonal
     * @param properties what it declares
     */
    public static LinearOperator of(double[] values, OperatorProperty... properties) {
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", values.length));
        EnumSet<OperatorProperty> declared = EnumSet.noneOf(OperatorProperty.class);
        declared.addAll(Arrays.asList(properties));
        return new AbstractLinearOperator(space, space, declared) {
            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                for (int j = 0; j < x.columns(); j++) {
                    double[] column = x.toArray(j);
                    for (int i = 0; i < column.length; i++) {
                        column[i] *= values[i];
                    }
                    y.setColumn(j, column);
                }
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
    }
}
