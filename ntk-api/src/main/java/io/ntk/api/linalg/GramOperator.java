package io.ntk.api.linalg;

import java.util.EnumSet;

/** AᵀA, by some columns at a time. */
final class GramOperator extends AbstractLinearOperator {
    private final LinearOperator factor;
    private final int most;

    GramOperator(LinearOperator factor, int most) {
        super(factor.domain(), factor.domain(), EnumSet.allOf(OperatorProperty.class));
        this.factor = factor;
        this.most = most;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        if (x.columns() <= most) {
            multiplyAtOnce(x, y);
            return;
        }
        int width = MultiVectors.evenShare(x.columns(), most);
        for (int from = 0; from < x.columns(); from += width) {
            try (MultiVector part = x.copyColumns(from, Math.min(x.columns(), from + width));
                    MultiVector image = domain().uninitialized(part.columns())) {
                multiplyAtOnce(part, image);
                y.setColumns(from, image);
            }
        }
    }

    private void multiplyAtOnce(MultiVector x, MultiVector y) {
        try (MultiVector between = factor.times(x)) {
            factor.adjoint().apply(between, y);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        multiply(x, y);
    }
}
