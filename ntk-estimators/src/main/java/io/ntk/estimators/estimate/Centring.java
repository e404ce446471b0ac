package io.ntk.estimators.estimate;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import java.util.EnumSet;

/** H = I − uuᵀ with u the vector of equal elements and length 1: it takes the mean out of each vector. */
final class Centring extends AbstractLinearOperator {
    Centring(VectorSpace space) {
        super(space, space, EnumSet.allOf(OperatorProperty.class));
    }

    /** u as a block of one column, zero in rows that are not there; the caller closes it. */
    static MultiVector uniform(VectorSpace space) {
        double[] equal = new double[Math.toIntExact(space.dimension())];
        int order = Math.toIntExact(space.order());
        double element = 1 / Math.sqrt(order);
        for (int i = 0; i < order; i++) {
            equal[space.shape().element(i)] = element;
        }
        MultiVector u = space.zeros(1);
        u.setColumn(0, equal);
        return u;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        y.set(x);
        centre(y);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        multiply(x, y);
    }

    /** Takes the mean out in place. */
    void centre(MultiVector x) {
        try (MultiVector u = uniform(domain())) {
            x.update(-1, u, u.gram(x), 1);
        }
    }
}
