package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.EnumSet;
import java.util.Set;

/** c A. */
final class ScaledOperator extends AbstractLinearOperator {
    private final LinearOperator operator;
    private final double factor;

    ScaledOperator(LinearOperator operator, double factor) {
        super(operator.domain(), operator.range(), kept(operator, factor));
        if (!Double.isFinite(factor)) {
            throw new NtkException(
                    ErrorId.NON_FINITE, "An operator was scaled by " + factor + ".", "Give a finite factor.");
        }
        this.operator = operator;
        this.factor = factor;
    }

    private static Set<OperatorProperty> kept(LinearOperator operator, double factor) {
        EnumSet<OperatorProperty> kept = EnumSet.noneOf(OperatorProperty.class);
        kept.addAll(operator.properties());
        if (factor < 0) {
            kept.remove(OperatorProperty.POSITIVE_SEMIDEFINITE);
        }
        return kept;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        operator.apply(x, y);
        y.scale(factor);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        operator.adjoint().apply(x, y);
        y.scale(factor);
    }
}
