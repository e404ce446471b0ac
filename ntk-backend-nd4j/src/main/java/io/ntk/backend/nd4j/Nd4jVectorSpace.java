package io.ntk.backend.nd4j;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.IndexShape;

/** Vectors stored by ND4J. */
final class Nd4jVectorSpace extends AbstractVectorSpace<Nd4jMultiVector> {
    Nd4jVectorSpace(IndexShape shape, Precision precision) {
        super(shape, precision, Nd4jBackendProvider.ID);
    }

    @Override
    protected Nd4jMultiVector allocate(int columns, boolean zero) {
        Storage storage = new Storage(precision());
        return new Nd4jMultiVector(
                this,
                columns,
                zero ? storage.zeros(columns, dimension()) : storage.uninitialized(columns, dimension()));
    }
}
