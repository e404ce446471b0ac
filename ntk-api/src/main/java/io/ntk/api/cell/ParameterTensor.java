package io.ntk.api.cell;

import java.util.List;

/**
 * A named tensor and its slice of θ, in row-major order.
 *
 * @param name the name, such as {@code weight_hh}
 * @param shape {@code [out, in]} for a weight, {@code [out]} for a vector; positive sizes
 * @param offset the index in θ of its first element
 */
public record ParameterTensor(String name, List<Integer> shape, int offset) {
    /** Copies the shape. */
    public ParameterTensor {
        shape = List.copyOf(shape);
    }

    /** {@return the number of elements} */
    public int size() {
        int size = 1;
        for (int length : shape) {
            size = Math.multiplyExact(size, length);
        }
        return size;
    }

    /** {@return the size of the output side, the first axis} */
    public int rows() {
        return shape.get(0);
    }

    /** {@return the size of the input side: the second axis, or 1 for a vector} */
    public int columns() {
        return shape.size() == 1 ? 1 : shape.get(1);
    }
}
