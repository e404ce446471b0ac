package io.ntk.io.arrays;

import java.util.List;

/**
 * The description of an array in a file, known before its elements are read.
 *
 * @param name the name to pass to {@link ArrayFile#read}
 * @param dtype the type of the elements as stored, such as {@code float32}; the file's own spelling if it is not a type
 *     that ntk reads
 * @param shape sizes, outermost first; empty for a scalar
 */
public record ArrayInfo(String name, String dtype, List<Long> shape) {
    /** Copies the shape. */
    public ArrayInfo {
        shape = List.copyOf(shape);
    }

    /**
     * {@return whether this is a vector, or the row or the column that MATLAB has in its place}
     *
     * @param length the number of elements
     */
    public boolean isVector(long length) {
        return Line.isVector(shape, length);
    }
}
