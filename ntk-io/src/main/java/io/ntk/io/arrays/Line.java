package io.ntk.io.arrays;

import java.util.List;

/** Vectors, and the matrices of one row or one column that stand for them in MATLAB, which has no vectors. */
final class Line {
    private Line() {}

    /** {@return whether a shape is that of a vector of some length, or of a row or a column of it} */
    static boolean isVector(List<? extends Number> shape, long length) {
        List<Long> sizes = shape.stream().map(Number::longValue).toList();
        return sizes.equals(List.of(length)) || sizes.equals(List.of(1L, length)) || sizes.equals(List.of(length, 1L));
    }
}
