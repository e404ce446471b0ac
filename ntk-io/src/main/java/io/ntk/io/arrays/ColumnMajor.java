package io.ntk.io.arrays;

import java.util.List;

/** Converts arrays in Fortran order, in which the first index moves fastest. */
final class ColumnMajor {
    private ColumnMajor() {}

    /** {@return the values in row-major order; the argument itself if the two orders agree} */
    static double[] toRowMajor(double[] values, List<Integer> shape) {
        int axes = shape.size();
        if (axes < 2 || values.length == 0) {
            return values;
        }
        int[] strides = new int[axes];
        strides[0] = 1;
        for (int axis = 1; axis < axes; axis++) {
            strides[axis] = strides[axis - 1] * shape.get(axis - 1);
        }
        double[] result = new double[values.length];
        int[] index = new int[axes];
        int source = 0;
        for (int target = 0; target < result.length; target++) {
            result[target] = values[source];
            // This steps to the next index in row-major order, as an odometer does.
            for (int axis = axes - 1; axis >= 0; axis--) {
                source += strides[axis];
                index[axis]++;
                if (index[axis] < shape.get(axis)) {
                    break;
                }
                source -= strides[axis] * shape.get(axis);
                index[axis] = 0;
            }
        }
        return result;
    }
}
