package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Set;

/** A B. */
final class ComposedOperator extends AbstractLinearOperator {
    private final LinearOperator outer;
    private final LinearOperator inner;

    ComposedOperator(LinearOperator outer, LinearOperator inner) {
        super(inner.domain(), outer.range(), Set.of());
        if (!outer.domain().equals(inner.range())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Operators cannot be composed: the inner one maps to " + inner.range() + ", the outer one takes "
                            + outer.domain() + ".",
                    "Compose operators that share the space between them.");
        }
        this.outer = outer;
        this.inner = inner;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        try (MultiVector between = inner.times(x)) {
            outer.apply(between, y);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        try (MultiVector between = outer.adjoint().times(x)) {
            inner.adjoint().apply(between, y);
        }
    }
}
