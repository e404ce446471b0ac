package io.ntk.estimators.estimate;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;

/** HΘH, the rows and the columns of Θ without their means. */
final class CentredKernel extends AbstractLinearOperator {
    private final LinearOperator kernel;
    private final Centring centring;

    CentredKernel(LinearOperator kernel, Centring centring) {
        super(kernel.domain(), kernel.range(), kernel.properties());
        this.kernel = kernel;
        this.centring = centring;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        try (MultiVector centred = centring.times(x)) {
            kernel.apply(centred, y);
        }
        centring.centre(y);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        try (MultiVector centred = centring.times(x)) {
            kernel.adjoint().apply(centred, y);
        }
        centring.centre(y);
    }
}
