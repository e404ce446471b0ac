package io.ntk.io.arrays;

import java.util.List;

/** Puts elements that arrive in Fortran order, in which the first index moves fastest, in their places in row-major order. */
final class ColumnMajor {
    private final int[] shape;
    private final int[] strides;
    private final int[] index;
    private int place;

    ColumnMajor(List<Long> sizes) {
        int axes = sizes.size();
        shape = sizes.stream().mapToInt(Math::toIntExact).toArray();
        strides = new int[axes];
        index = new int[axes];
        int stride = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
    }

    /** Puts the next elements of an array, which all have a place. */
    void put(double[] elements, int count, double[] target) {
        for (int i = 0; i < count; i++) {
            target[place] = elements[i];
            // This steps to the next index in Fortran order, as an odometer does.
            for (int axis = 0; axis < shape.length; axis++) {
                place += strides[axis];
                index[axis]++;
                if (index[axis] < shape[axis]) {
                    break;
                }
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}
