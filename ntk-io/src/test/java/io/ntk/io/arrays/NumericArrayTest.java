package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NumericArrayTest {
    @TempDir
    Path folder;

    static Stream<Arguments> badShapes() {
        return Stream.of(
                arguments(List.of(2, 2), 3),
                arguments(List.of(), 0),
                arguments(List.of(-1), 1),
                arguments(List.of(-1, 0), 0),
                arguments(List.of(1 << 16, 1 << 16), 0),
                arguments(List.of(1 << 30, 1 << 30, 1 << 30, 1 << 30), 0));
    }

    @ParameterizedTest
    @MethodSource("badShapes")
    void shapesMustHoldTheValues(List<Integer> shape, int length) {
        assertRefused(
                () -> new NumericArray("x", shape, new double[length]),
                ErrorId.SHAPE_MISMATCH,
                "Array 'x' has shape " + shape + " and " + length
                        + " values. The number of values must be the product of the sizes.");
    }

    @Test
    void emptyShapesMayBeLarge() {
        assertThat(new NumericArray("x", List.of(1 << 20, 1 << 20, 0), new double[0]))
                .hasToString("x[1048576, 1048576, 0]");
    }

    @Test
    void finiteArraysPass() {
        NumericArray array = new NumericArray("x", List.of(2), new double[] {Double.MAX_VALUE, -0.0});
        assertThat(array.requireFinite()).isSameAs(array);
    }

    @Test
    void theFirstNonFiniteValueIsNamedByItsIndices() {
        double[] values = new double[4 * 2 * 20];
        values[3 * 40 + 17] = Double.NaN;
        values[3 * 40 + 18] = Double.POSITIVE_INFINITY;
        Path file = folder.resolve("x.npz");
        ArrayWriter.write(file, new NumericArray("a.b", List.of(4, 2, 20), values), Precision.FLOAT32);
        NumericArray read = new ArrayReference(file, Optional.of("a.b")).read().renamed("b");
        assertThat(read.name()).isEqualTo("b");
        assertRefused(
                read::requireFinite,
                ErrorId.NON_FINITE,
                "Array 'a.b' of '" + file + "' holds NaN at index [3, 0, 17]."
                        + " Look at the run that wrote it: training may have diverged.");
        assertRefused(
                () -> new NumericArray("s", List.of(), new double[] {Double.NEGATIVE_INFINITY}).requireFinite(),
                ErrorId.NON_FINITE,
                "Array 's' holds -Infinity at index []. Look at the run that wrote it: training may have diverged.");
    }
}
