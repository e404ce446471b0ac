package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;

/**
 * Blocks stored as {@code [steps][trials, k, width]}: all trials and columns of a step are one matrix, whose product
 * with a weight is one GEMM.
 */
final class NativeVectorSpace implements VectorSpace {
    private final Engine engine;
    private final IndexShape shape;
    private final Precision precision;
    private final int trials;
    private final int steps;
    private final int width;

    NativeVectorSpace(Engine engine, IndexShape shape, Precision precision) {
        this.engine = engine;
        this.shape = shape;
        this.precision = precision;
        this.trials = shape.axes().size() == 1 ? 1 : shape.axes().get(0).size();
        this.steps = shape.axes().size() == 3
                ? shape.axes().get(shape.position(Axis.TIME)).size()
                : 1;
        this.width = shape.axes().get(shape.axes().size() - 1).size();
    }

    Engine engine() {
        return engine;
    }

    int trials() {
        return trials;
    }

    int steps() {
        return steps;
    }

    int width() {
        return width;
    }

    @Override
    public IndexShape shape() {
        return shape;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public NativeMultiVector uninitialized(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return new NativeMultiVector(this, columns);
    }

    @Override
    public NativeMultiVector zeros(int columns) {
        NativeMultiVector block = uninitialized(columns);
        block.zero();
        return block;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NativeVectorSpace space && shape.equals(space.shape) && precision == space.precision;
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + precision.hashCode();
    }

    @Override
    public String toString() {
        return precision.label() + " " + shape + " (native)";
    }
}
