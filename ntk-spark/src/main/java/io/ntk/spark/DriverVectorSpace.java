package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;

/**
 * Vectors on the driver's heap: those of parameters, which all trials share.
 *
 * @param shape the axes of a vector; at most 2³¹ − 1 elements
 * @param precision of storage
 */
record DriverVectorSpace(IndexShape shape, Precision precision) implements VectorSpace {
    @Override
    public MultiVector zeros(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return new DriverMultiVector(this, Block.zeros(precision, columns, Math.toIntExact(dimension())));
    }

    @Override
    public String toString() {
        return precision.label() + " " + shape + " (driver)";
    }
}
