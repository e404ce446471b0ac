package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;

/**
 * Where the elements of a tensor stand in its storage.
 *
 * @param extent the shape
 * @param offset the place of the first element, in elements
 * @param steps for each axis, how many elements of the storage lie between neighbours
 */
record Strides(Extent extent, long offset, List<Long> steps) {
    /**
     * Checks the strides against the storage.
     *
     * @param stored the number of elements in the storage
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if an element would lie outside of it
     */
    static Strides of(Origin origin, Extent extent, long offset, List<Long> steps, long stored) {
        if (steps.size() != extent.shape().size()) {
            throw origin.malformed(
                    "has " + steps.size() + " strides for " + extent.shape().size() + " axes");
        }
        if (offset < 0 || steps.stream().anyMatch(step -> step < 0)) {
            throw origin.malformed("has a negative offset or stride");
        }
        Strides strides = new Strides(extent, offset, List.copyOf(steps));
        if (extent.elements() > 0 && strides.end() > stored) {
            throw origin.malformed("reaches beyond its storage: shape " + extent.shape() + ", offset " + offset
                    + " and strides " + steps + " in " + stored + " elements");
        }
        return strides;
    }

    /** {@return the number of elements of the storage from the first to the last of the tensor} */
    long span() {
        return extent.elements() == 0 ? 0 : end() - offset;
    }

    boolean isRowMajor() {
        return isDense(true);
    }

    boolean isColumnMajor() {
        return isDense(false);
    }

    private boolean isDense(boolean rowMajor) {
        List<Long> shape = extent.shape();
        long expected = 1;
        for (int i = 0; i < shape.size(); i++) {
            int axis = rowMajor ? shape.size() - 1 - i : i;
            if (shape.get(axis) != 1 && steps.get(axis) != expected) {
                return false;
            }
            expected *= shape.get(axis);
        }
        return true;
    }

    /** {@return the place after the last element, or the greatest number if there is none so great} */
    private long end() {
        try {
            long last = offset;
            for (int axis = 0; axis < steps.size(); axis++) {
                long size = extent.shape().get(axis);
                last = Math.addExact(last, Math.multiplyExact(size - 1, steps.get(axis)));
            }
            return Math.addExact(last, 1);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
