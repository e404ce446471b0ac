package io.ntk.backend.nd4j;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A derivative as a linear operator. */
final class Nd4jOperator extends AbstractLinearOperator {
    /** out ← A in, on arrays {@code [k, n]}. */
    interface Product {
        /**
         * Multiplies.
         *
         * @param in not modified
         * @param out overwritten
         */
        void apply(INDArray in, INDArray out);
    }

    private final Product product;
    private final Product adjointProduct;

    Nd4jOperator(VectorSpace domain, VectorSpace range, Product product, Product adjointProduct) {
        super(domain, range, Set.of());
        this.product = product;
        this.adjointProduct = adjointProduct;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        product.apply(((Nd4jMultiVector) x).array(), ((Nd4jMultiVector) y).array());
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        adjointProduct.apply(((Nd4jMultiVector) x).array(), ((Nd4jMultiVector) y).array());
    }
}
