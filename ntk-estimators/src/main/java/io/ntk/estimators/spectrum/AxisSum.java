package io.ntk.estimators.spectrum;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.Set;

/** E, which sums a vector over all axes but some; Eᵀ repeats along the axes that were summed. */
final class AxisSum extends AbstractLinearOperator {
    private final AxisLayout layout;

    /**
     * Makes E.
     *
     * @param space the space of arguments
     * @param layout of its vectors
     */
    AxisSum(VectorSpace space, AxisLayout layout) {
        super(space, new HeapVectorSpace(layout.presentShape()), Set.of());
        this.layout = layout;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        for (int j = 0; j < x.columns(); j++) {
            y.setColumn(j, layout.sums(x.toArray(j)));
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        for (int j = 0; j < x.columns(); j++) {
            y.setColumn(j, layout.spread(x.toArray(j)));
        }
    }
}
