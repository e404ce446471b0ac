package io.ntk.backend.nd4j;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.IndexShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Vectors stored by ND4J, in memory of a pool. */
final class Nd4jVectorSpace extends AbstractVectorSpace<Nd4jMultiVector> {
    private final BlockPool pool;

    Nd4jVectorSpace(IndexShape shape, Precision precision, BlockPool pool) {
        super(shape, precision, Nd4jBackendProvider.ID);
        this.pool = pool;
    }

    BlockPool pool() {
        return pool;
    }

    @Override
    protected Nd4jMultiVector allocate(int columns, boolean zero) {
        INDArray elements = pool.take(new Storage(precision()), columns * dimension());
        if (zero) {
            elements.assign(0);
        }
        return new Nd4jMultiVector(this, columns, elements);
    }
}
