package io.ntk.backend.nativejvm;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Factor;
import java.util.EnumSet;

/** J Jᵀ or F Fᵀ, chunk by chunk of columns. */
final class ChunkedGram extends AbstractLinearOperator {
    private final Sweeps sweeps;
    private final Factor factor;

    ChunkedGram(Sweeps sweeps, Factor factor, VectorSpace space) {
        super(space, space, EnumSet.allOf(OperatorProperty.class));
        this.sweeps = sweeps;
        this.factor = factor;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        sweeps.kernel(factor, (NativeMultiVector) x, (NativeMultiVector) y, null);
    }

    @Override
    protected double[][] multiplyPairDots(MultiVector x, MultiVector y) {
        if (!factor.isToObservations()) {
            return super.multiplyPairDots(x, y);
        }
        double[][] dots = new double[PairSums.ROWS][x.columns()];
        sweeps.kernel(factor, (NativeMultiVector) x, (NativeMultiVector) y, dots);
        return dots;
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        multiply(x, y);
    }
}
