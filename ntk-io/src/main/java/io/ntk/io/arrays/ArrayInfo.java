package io.ntk.io.arrays;

import java.util.List;

/**
 * What a file says of one array, before it is read.
 *
 * @param name the name that {@link ArrayFile#read} takes
 * @param dtype the type of the elements as stored, such as {@code float32}; the file's own spelling if it is not a type
 *     that ntk reads
 * @param shape sizes, outermost first; empty for a scalar
 */
public record ArrayInfo(String name, String dtype, List<Long> shape) {
    /** Copies the shape. */
    public ArrayInfo {
        shape = List.copyOf(shape);
    }
}
