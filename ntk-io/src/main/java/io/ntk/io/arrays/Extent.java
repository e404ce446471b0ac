package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;

/**
 * A shape that a file declares and the number of elements that it implies. Neither has been checked against the bytes.
 *
 * @param shape sizes, outermost first; none negative
 * @param elements their product, 1 for a scalar
 */
record Extent(List<Long> shape, long elements) {
    /** NumPy and PyTorch allow at most 64 axes. */
    static final int MOST_AXES = 64;
    /** The largest array is slightly shorter than the largest {@code int} on some virtual machines. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8L;

    /**
     * Computes the number of elements.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} for a negative size, a product beyond 2⁶³, or too many axes
     */
    static Extent of(Origin origin, List<Long> shape) {
        if (shape.size() > MOST_AXES) {
            throw origin.malformed("declares " + shape.size() + " axes; at most " + MOST_AXES + " are possible");
        }
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw origin.malformed("declares shape " + shape + ", which has a negative size");
            }
            try {
                elements = Math.multiplyExact(elements, size);
            } catch (ArithmeticException e) {
                throw origin.malformed("declares shape " + shape + ", which has more than 2^63 elements");
            }
        }
        return new Extent(List.copyOf(shape), elements);
    }

    /**
     * Computes the size of the elements in bytes.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} beyond 2⁶³
     */
    long bytes(Origin origin, ElementType type) {
        try {
            return Math.multiplyExact(elements, type.bytes());
        } catch (ArithmeticException e) {
            throw origin.malformed("declares " + type.label() + " " + shape + ", which takes more than 2^63 bytes");
        }
    }

    /**
     * Converts the shape to {@code int} sizes.
     *
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if a size or their product is beyond a Java array
     */
    List<Integer> inMemory(Origin origin) {
        if (elements > MOST_ELEMENTS || shape.stream().anyMatch(size -> size > MOST_ELEMENTS)) {
            throw origin.refused(
                    ErrorId.OUT_OF_MEMORY,
                    "has shape " + shape + "; an array of more than " + MOST_ELEMENTS
                            + " elements does not fit in Java",
                    "Split it into several arrays.");
        }
        return shape.stream().map(Math::toIntExact).toList();
    }
}
