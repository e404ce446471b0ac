package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.IndexShape;

/** Vectors on the driver's heap: those of parameters, which all trials share. At most 2³¹ − 1 elements. */
final class DriverVectorSpace extends AbstractVectorSpace<DriverMultiVector> {
    DriverVectorSpace(IndexShape shape, Precision precision) {
        super(shape, precision, "driver");
    }

    @Override
    protected DriverMultiVector allocate(int columns, boolean zero) {
        return new DriverMultiVector(this, Block.zeros(precision(), columns, Math.toIntExact(dimension())));
    }
}
