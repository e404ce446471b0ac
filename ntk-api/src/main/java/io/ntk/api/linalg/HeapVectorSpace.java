package io.ntk.api.linalg;

import io.ntk.api.Precision;

/**
 * Float64 vectors on the Java heap: the plainest storage, for small operators, for tests and as the reference that
 * others are compared with.
 *
 * @param shape the axes of a vector; at most 2³¹ − 1 elements
 */
public record HeapVectorSpace(IndexShape shape) implements VectorSpace {
    @Override
    public Precision precision() {
        return Precision.FLOAT64;
    }

    @Override
    public MultiVector zeros(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return new HeapMultiVector(this, new double[columns][Math.toIntExact(dimension())]);
    }

    @Override
    public String toString() {
        return "float64 " + shape + " (heap)";
    }
}
