package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;

/**
 * Blocks stored as arrays {@code [steps, trials, k, width]}, so that all trials and columns of a step are the rows of one
 * matrix. A space of final values has one step; one of parameters has one step and one trial.
 */
final class DjlVectorSpace extends AbstractVectorSpace<DjlMultiVector> {
    private final DjlEngine engine;
    private final int trials;
    private final int steps;
    private final int width;

    DjlVectorSpace(DjlEngine engine, IndexShape shape, Precision precision) {
        super(shape, precision, DjlBackendProvider.ID + ", " + engine.device());
        this.engine = engine;
        this.trials = shape.sizeOf(Axis.TRIAL);
        this.steps = shape.sizeOf(Axis.TIME);
        this.width = Math.toIntExact(dimension() / trials / steps);
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

    /** {@return where a row of the tensor, trial by trial, lies in a block, step by step} */
    int storageRow(int row) {
        return row % steps * trials + row / steps;
    }

    @Override
    protected DjlMultiVector allocate(int columns, boolean zero) {
        engine.requireOpen();
        try (Frame frame = Frame.open(engine)) {
            NDArray storage = zero
                    ? engine.zeros(precision(), steps, trials, columns, width)
                    : engine.uninitialized(precision(), steps, trials, columns, width);
            return new DjlMultiVector(this, Frame.keep(storage));
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }
}
