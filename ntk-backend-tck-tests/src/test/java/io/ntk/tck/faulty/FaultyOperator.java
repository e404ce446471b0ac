package io.ntk.tck.faulty;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;

/** An operator whose products are made from another's by mistake. */
final class FaultyOperator extends AbstractLinearOperator {
    /** How Y ← A X goes wrong. */
    interface Product {
        /** No mistake. */
        Product RIGHT = LinearOperator::apply;

        void apply(LinearOperator right, MultiVector x, MultiVector y);
    }

    private final LinearOperator right;
    private final Product forward;
    private final Product reverse;

    FaultyOperator(LinearOperator right, Product forward, Product reverse) {
        super(right.domain(), right.range(), right.properties());
        this.right = right;
        this.forward = forward;
        this.reverse = reverse;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        forward.apply(right, x, y);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        reverse.apply(right.adjoint(), x, y);
    }
}
