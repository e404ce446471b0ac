package io.ntk.backend.nativejvm;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import java.util.Set;

/** J, P or F, by sweeps. */
final class SweepOperator extends AbstractLinearOperator {
    private final Sweeps sweeps;
    private final Mode mode;

    SweepOperator(Sweeps sweeps, Mode mode, NativeVectorSpace domain, NativeVectorSpace range) {
        super(domain, range, Set.of());
        this.sweeps = sweeps;
        this.mode = mode;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        sweeps.forward(mode, (NativeMultiVector) x, (NativeMultiVector) y);
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        sweeps.reverse(mode, (NativeMultiVector) x, (NativeMultiVector) y);
    }
}
