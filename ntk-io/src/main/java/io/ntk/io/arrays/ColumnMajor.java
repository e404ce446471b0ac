package io.ntk.io.arrays;

import java.util.List;

/** Puts elements that arrive in Fortran order, in which the first index moves fastest, in their places in row-major order. */
final class ColumnMajor {
    private static final int LINES = 16;

    private final int[] shape;
    private final int[] strides;
    private final int[] index;
    private final int[] lines = new int[LINES];
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
        int done = 0;
        while (done < count) {
            int whole = index[0] == 0 ? Math.min(lines.length, (count - done) / shape[0]) : 0;
            if (whole > 0) {
                putLines(elements, done, whole, target);
                done += whole * shape[0];
            } else {
                target[place] = elements[done++];
                step(0);
            }
        }
    }

    /** Puts some lines of the first axis together: they are neighbours in the target, of which whole cache lines are written. */
    private void putLines(double[] elements, int from, int count, double[] target) {
        for (int line = 0; line < count; line++) {
            lines[line] = place;
            step(1);
        }
        for (int i = 0; i < shape[0]; i++) {
            for (int line = 0; line < count; line++) {
                target[lines[line] + i * strides[0]] = elements[from + line * shape[0] + i];
            }
        }
    }

    /** Steps to the next index in Fortran order, from this axis on, as an odometer does. */
    private void step(int first) {
        for (int axis = first; axis < shape.length; axis++) {
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
