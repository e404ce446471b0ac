package io.ntk.backend.nd4j;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;

/**
 * Vectors stored by ND4J.
 *
 * @param shape the axes
 * @param precision of storage
 */
record Nd4jVectorSpace(IndexShape shape, Precision precision) implements VectorSpace {
    @Override
    public MultiVector zeros(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        Storage storage = new Storage(precision);
        return new Nd4jMultiVector(this, columns, storage.zeros(columns, dimension()));
    }

    @Override
    public MultiVector uninitialized(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        Storage storage = new Storage(precision);
        return new Nd4jMultiVector(this, columns, storage.uninitialized(columns, dimension()));
    }

    @Override
    public String toString() {
        return precision.label() + " " + shape + " (nd4j)";
    }
}
