package io.ntk.api.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.model.Parameters;
import java.util.List;
import java.util.stream.IntStream;

/** One step of a cell on two trials, two channels and two units, with parameters θ_i = sin(i + 1). */
final class Steps {
    static final double[][] INPUT = {{0.5, -1}, {2, 0.25}};
    static final double[][] H = {{0.1, -0.2}, {0.3, 0.4}};
    static final double[][] C = {{-0.6, 0.7}, {0.8, -0.9}};

    private Steps() {}

    static List<double[][]> step(Cell cell, double[][]... state) {
        ParameterLayout layout = cell.parameters(2, 2);
        double[] theta =
                IntStream.rangeClosed(1, layout.size()).mapToDouble(Math::sin).toArray();
        return cell.step(
                new ArrayMath(2, 0), new ArrayParameters(Parameters.of(layout, theta), 2), INPUT, List.of(state));
    }

    /** Fails unless the parts are the given ones, up to rounding. */
    static void assertParts(List<double[][]> actual, double[][]... expected) {
        assertThat(actual).hasSize(expected.length);
        for (int part = 0; part < expected.length; part++) {
            for (int trial = 0; trial < expected[part].length; trial++) {
                assertThat(actual.get(part)[trial])
                        .as("part %d, trial %d", part, trial)
                        .containsExactly(expected[part][trial], org.assertj.core.api.Assertions.within(1e-14));
            }
        }
    }
}
