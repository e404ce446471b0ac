package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnMajorTest {
    static Stream<List<Long>> shapes() {
        return Stream.of(
                List.of(2L, 3L),
                List.of(1L, 17L),
                List.of(17L, 1L),
                List.of(3L, 50L),
                List.of(90L, 4L),
                List.of(5L, 7L, 40L),
                List.of(2L, 1L, 3L, 5L),
                List.of(4L, 0L),
                List.of(6L));
    }

    /** Elements come in parts that end anywhere: within a line of the first axis, after one, and after many. */
    @ParameterizedTest
    @MethodSource("shapes")
    void elementsHaveTheirPlacesWhateverPartsTheyComeIn(List<Long> shape) {
        int count = (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        double[] expected = new double[count];
        for (int target = 0; target < count; target++) {
            long rest = target;
            long[] index = new long[shape.size()];
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape.get(axis);
                rest /= shape.get(axis);
            }
            long source = 0;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                source = source * shape.get(axis) + index[axis];
            }
            expected[target] = source;
        }
        for (int part : new int[] {1, 2, 5, 17, 64, 1000, 10_000}) {
            ColumnMajor places = new ColumnMajor(shape);
            double[] target = new double[count];
            for (int from = 0; from < count; from += part) {
                double[] elements = new double[part];
                int first = from;
                Arrays.setAll(elements, i -> first + i);
                places.put(elements, Math.min(part, count - from), target);
            }
            assertThat(target).as("in parts of %s", part).isEqualTo(expected);
        }
    }
}
