package io.ntk.cells;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The axes of a number, a vector or a matrix.
 *
 * @param sizes none, one or two lengths
 */
record Shape(List<Size> sizes) implements Serializable {
    static final Shape NUMBER = new Shape(List.of());

    Shape {
        sizes = List.copyOf(sizes);
    }

    static Shape vector(Size length) {
        return new Shape(List.of(length));
    }

    boolean isNumber() {
        return sizes.isEmpty();
    }

    boolean isVector() {
        return sizes.size() == 1;
    }

    boolean isMatrix() {
        return sizes.size() == 2;
    }

    /** {@return the last axis: the length of a vector, the columns of a matrix} */
    Size last() {
        return sizes.get(sizes.size() - 1);
    }

    Size rows() {
        return sizes.get(0);
    }

    Shape transposed() {
        return new Shape(List.of(sizes.get(1), sizes.get(0)));
    }

    /** {@return the lengths of the axes} */
    List<Integer> values(Map<String, Integer> lengths) {
        return sizes.stream().map(size -> size.value(lengths)).toList();
    }

    @Override
    public String toString() {
        return sizes.stream().map(Size::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
