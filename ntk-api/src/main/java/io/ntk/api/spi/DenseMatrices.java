package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * Matrices of one shape in one buffer, each as far after the one before: the operands of several products at once.
 *
 * @param first the first of them
 * @param step how many elements after a matrix the next one begins; they may interleave
 * @param count how many, at least 1
 */
public record DenseMatrices(DenseMatrix first, int step, int count) {
    /**
     * Checks that all of them lie in the buffer.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if they do not
     */
    public DenseMatrices {
        long last = first.offset() + (count - 1L) * step;
        if (count < 1 || step < 0 || last > Integer.MAX_VALUE) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    count + " matrices cannot each be " + step + " elements after the one before.",
                    "Give at least one matrix, and a step from one to the next within the buffer.");
        }
        first.movedBy((int) (last - first.offset()));
    }

    /**
     * {@return one of them}
     *
     * @param index below {@link #count}
     */
    public DenseMatrix get(int index) {
        return first.movedBy(index * step);
    }

    /** {@return the transposes of all of them} */
    public DenseMatrices transpose() {
        return new DenseMatrices(first.transpose(), step, count);
    }
}
