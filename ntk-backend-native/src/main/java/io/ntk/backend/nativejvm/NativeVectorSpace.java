package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;

/**
 * Blocks stored as {@code [steps][trials, k, width]}: all trials and columns of a step are one matrix, whose product
 * with a weight is one GEMM.
 */
final class NativeVectorSpace extends AbstractVectorSpace<NativeMultiVector> {
    private final Engine engine;
    private final int trials;
    private final int steps;
    private final int width;

    NativeVectorSpace(Engine engine, IndexShape shape, Precision precision) {
        super(shape, precision, NativeBackendProvider.ID);
        this.engine = engine;
        this.trials = shape.sizeOf(Axis.TRIAL);
        this.steps = shape.sizeOf(Axis.TIME);
        this.width = Math.toIntExact(dimension() / trials / steps);
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
    protected NativeMultiVector allocate(int columns, boolean zero) {
        NativeMultiVector block = new NativeMultiVector(this, columns);
        if (zero) {
            block.zero();
        }
        return block;
    }
}
