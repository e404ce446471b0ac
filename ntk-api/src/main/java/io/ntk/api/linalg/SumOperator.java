package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.EnumSet;
import java.util.Set;

/** A + B. */
final class SumOperator extends AbstractLinearOperator {
    private final LinearOperator a;
    private final LinearOperator b;

    SumOperator(LinearOperator a, LinearOperator b) {
        super(a.domain(), a.range(), common(a, b));
        if (!a.domain().equals(b.domain()) || !a.range().equals(b.range())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Operators cannot be added: one maps " + a.domain() + " to " + a.range() + ", the other "
                            + b.domain() + " to " + b.range() + ".",
                    "Add operators between the same spaces.");
        }
        this.a = a;
        this.b = b;
    }

    private static Set<OperatorProperty> common(LinearOperator a, LinearOperator b) {
        EnumSet<OperatorProperty> both = EnumSet.noneOf(OperatorProperty.class);
        both.addAll(a.properties());
        both.retainAll(b.properties());
        return both;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        add(a, b, x, y);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        add(a.adjoint(), b.adjoint(), x, y);
    }

    private static void add(LinearOperator first, LinearOperator second, MultiVector x, MultiVector y) {
        first.apply(x, y);
        try (MultiVector other = second.times(x)) {
            y.axpy(1, other);
        }
    }
}
