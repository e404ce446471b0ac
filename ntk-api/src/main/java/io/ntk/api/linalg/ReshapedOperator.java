package io.ntk.api.linalg;

import java.util.Set;

/** An operator between spaces with other axes. A square operator that stays square keeps its properties. */
final class ReshapedOperator extends AbstractLinearOperator {
    private final LinearOperator operator;

    ReshapedOperator(LinearOperator operator, VectorSpace range, VectorSpace domain) {
        super(domain, range, domain.equals(range) ? operator.properties() : Set.of());
        this.operator = operator;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        operator.apply(ReshapedSpace.view(x, operator.domain()), ReshapedSpace.view(y, operator.range()));
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        operator.adjoint().apply(ReshapedSpace.view(x, operator.range()), ReshapedSpace.view(y, operator.domain()));
    }
}
