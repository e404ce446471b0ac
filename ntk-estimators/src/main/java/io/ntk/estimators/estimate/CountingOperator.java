package io.ntk.estimators.estimate;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import java.util.Set;
import java.util.function.LongConsumer;

/** An operator that reports how many vectors were multiplied by it, and by its adjoint. */
final class CountingOperator implements LinearOperator {
    private final LinearOperator operator;
    private final LongConsumer direct;
    private final LongConsumer adjoint;

    CountingOperator(LinearOperator operator, LongConsumer direct, LongConsumer adjoint) {
        this.operator = operator;
        this.direct = direct;
        this.adjoint = adjoint;
    }

    @Override
    public VectorSpace domain() {
        return operator.domain();
    }

    @Override
    public VectorSpace range() {
        return operator.range();
    }

    @Override
    public Set<OperatorProperty> properties() {
        return operator.properties();
    }

    @Override
    public void apply(MultiVector x, MultiVector y) {
        operator.apply(x, y);
        direct.accept(x.columns());
    }

    @Override
    public double[][] pairDots(MultiVector x, MultiVector y) {
        double[][] dots = operator.pairDots(x, y);
        direct.accept(x.columns());
        return dots;
    }

    @Override
    public LinearOperator adjoint() {
        LinearOperator other = operator.adjoint();
        return other == operator ? this : new CountingOperator(other, /* direct= */ adjoint, /* adjoint= */ direct);
    }
}
