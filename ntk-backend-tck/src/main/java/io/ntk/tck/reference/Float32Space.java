package io.ntk.tck.reference;

import io.ntk.api.Precision;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;

/**
 * Heap vectors whose elements are rounded to float32 whenever they change.
 *
 * @param base the space of the vectors before they are rounded
 */
public record Float32Space(HeapVectorSpace base) implements VectorSpace {
    /**
     * {@return the plain heap space of a precision}
     *
     * @param shape the axes of a vector
     * @param precision float64 for a {@link HeapVectorSpace}
     */
    public static VectorSpace of(IndexShape shape, Precision precision) {
        HeapVectorSpace base = new HeapVectorSpace(shape);
        return precision == Precision.FLOAT64 ? base : new Float32Space(base);
    }

    @Override
    public IndexShape shape() {
        return base.shape();
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT32;
    }

    @Override
    public MultiVector zeros(int columns) {
        return new Float32MultiVector(this, base.zeros(columns));
    }

    @Override
    public String toString() {
        return "float32 " + shape() + " (heap)";
    }
}
