package io.ntk.cells;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Some entries of an array, in some order, by offset and strides.
 *
 * @param offset the position of the first entry
 * @param shape the lengths of the axes
 * @param strides the distance of neighbours along each axis
 */
record StridedView(int offset, List<Integer> shape, List<Integer> strides) {
    static StridedView whole(List<Integer> shape) {
        List<Integer> strides = new ArrayList<>();
        int stride = 1;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            strides.add(0, stride);
            stride *= shape.get(axis);
        }
        return new StridedView(0, shape, strides);
    }

    StridedView transposed() {
        List<Integer> lengths = new ArrayList<>(shape);
        List<Integer> steps = new ArrayList<>(strides);
        Collections.reverse(lengths);
        Collections.reverse(steps);
        return new StridedView(offset, lengths, steps);
    }

    /**
     * {@return the entries in these ranges of the first axes, and all of the others}
     *
     * @param ranges not more than there are axes
     * @param lengths the value of every named length
     * @param keepsAxes whether a single entry keeps its axis, with length 1
     * @throws IndexOutOfBoundsException if a range is empty or ends beyond its axis
     */
    StridedView selected(List<Range> ranges, Map<String, Integer> lengths, boolean keepsAxes) {
        int start = offset;
        List<Integer> kept = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            int length = shape.get(axis);
            if (axis >= ranges.size()) {
                kept.add(length);
                steps.add(strides.get(axis));
                continue;
            }
            Range range = ranges.get(axis);
            int from = range.start(lengths);
            int to = range.stop(lengths, length);
            if (from < 0 || from >= to || to > length) {
                throw new IndexOutOfBoundsException(
                        "asks for entries " + from + " to " + to + " (exclusive) of an axis of length " + length);
            }
            start += from * strides.get(axis);
            if (keepsAxes || !range.single()) {
                kept.add(to - from);
                steps.add(strides.get(axis));
            }
        }
        return new StridedView(start, kept, steps);
    }

    int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** {@return the positions of the entries, row by row} */
    int[] indices() {
        IntStream indices = IntStream.of(offset);
        for (int axis = 0; axis < shape.size(); axis++) {
            int length = shape.get(axis);
            int stride = strides.get(axis);
            indices = indices.flatMap(start -> IntStream.range(0, length).map(i -> start + i * stride));
        }
        return indices.toArray();
    }
}
