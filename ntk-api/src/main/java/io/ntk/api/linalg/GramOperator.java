package io.ntk.api.linalg;

import java.util.EnumSet;

/** AᵀA. */
final class GramOperator extends AbstractLinearOperator {
    private final LinearOperator factor;

    GramOperator(LinearOperator factor) {
        super(factor.domain(), factor.domain(), EnumSet.allOf(OperatorProperty.class));
        this.factor = factor;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        try (MultiVector between = factor.times(x)) {
            factor.adjoint().apply(between, y);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        multiply(x, y);
    }
}
