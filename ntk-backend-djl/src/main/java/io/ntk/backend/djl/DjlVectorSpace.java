package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;

/**
 * Blocks stored as arrays {@code [steps, trials, k, width]}, so that all trials and columns of a step are the rows of one
 * matrix. A space of final values has one step; one of parameters has one step and one trial.
 */
final class DjlVectorSpace implements VectorSpace {
    private final DjlEngine engine;
    private final IndexShape shape;
    private final Precision precision;
    private final int trials;
    private final int steps;
    private final int width;

    DjlVectorSpace(DjlEngine engine, IndexShape shape, Precision precision) {
        this.engine = engine;
        this.shape = shape;
        this.precision = precision;
        int axes = shape.axes().size();
        this.trials = axes == 1 ? 1 : shape.axes().get(0).size();
        this.steps = axes == 3 ? shape.axes().get(1).size() : 1;
        this.width = shape.axes().get(axes - 1).size();
    }

    DjlEngine engine() {
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
    public DjlMultiVector zeros(int columns) {
        return allocate(columns, true);
    }

    @Override
    public DjlMultiVector uninitialized(int columns) {
        return allocate(columns, false);
    }

    private DjlMultiVector allocate(int columns, boolean zero) {
        MultiVectors.requirePositiveColumns(columns);
        engine.requireOpen();
        try (Frame frame = Frame.open(engine)) {
            NDArray storage = zero
                    ? engine.zeros(precision, steps, trials, columns, width)
                    : engine.uninitialized(precision, steps, trials, columns, width);
            return new DjlMultiVector(this, Frame.keep(storage));
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DjlVectorSpace space
                && shape.equals(space.shape)
                && precision == space.precision
                && engine.device().equals(space.engine.device());
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + precision.hashCode();
    }

    @Override
    public String toString() {
        return precision.label() + " " + shape + " (djl, " + engine.device() + ")";
    }
}
