package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.PresentRows;
import java.util.stream.IntStream;

/**
 * Blocks stored as {@code [steps][trials, k, width]}: all trials and columns of a step are one matrix, whose product
 * with a weight is one GEMM. Rows that are not present are zero in every block, and no operation spends time on them.
 */
final class NativeVectorSpace extends AbstractVectorSpace<NativeMultiVector> {
    private final Engine engine;
    private final int trials;
    private final int steps;
    private final int width;
    private final int[] rows;
    private final int[] absentRows;

    NativeVectorSpace(Engine engine, IndexShape shape, Precision precision) {
        super(shape, precision, NativeBackendProvider.ID);
        this.engine = engine;
        this.trials = shape.sizeOf(Axis.TRIAL);
        this.steps = shape.sizeOf(Axis.TIME);
        this.width = Math.toIntExact(dimension() / trials / steps);
        this.rows = rows(true);
        this.absentRows = rows(false);
    }

    private int[] rows(boolean arePresent) {
        PresentRows present = shape().present().orElse(null);
        return IntStream.range(0, steps * trials)
                .filter(row -> arePresent == (present == null || present.contains(element(row))))
                .toArray();
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

    /** The rows that there are, numbered {@code step · trials + trial}. */
    int[] rows() {
        return rows;
    }

    /** The others, numbered likewise. */
    int[] absentRows() {
        return absentRows;
    }

    /** The index of the first element of a row in the tensor. */
    int element(int row) {
        return (row % trials * steps + row / trials) * width;
    }

    @Override
    protected NativeMultiVector allocate(int columns, boolean zero) {
        NativeMultiVector block = new NativeMultiVector(this, columns);
        if (zero) {
            block.zero();
        } else {
            block.zero(absentRows);
        }
        return block;
    }
}
