package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.backend.nativejvm.NativeBackendProvider;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cells of the library, read from checkpoints in the layout that their frameworks store, against an independent forward pass
 * and its central differences.
 */
class LibraryCellsTest {
    private static final int TRIALS = 2;
    private static final int STEPS = 5;
    private static final int I = 3;
    private static final int H = 4;

    private static final double DIFFERENCE = 1e-5;
    /** DIFFERENCE² times third derivatives, which are of order one here, with rounding of 1e-16 / DIFFERENCE. */
    private static final double TOLERANCE = 1e-8;

    private final ModelFiles files = new ModelFiles(Cells.find(LibraryCellsTest.class.getClassLoader()));

    /** The name and shape of an array in a checkpoint. */
    record Stored(String name, List<Integer> shape) {
        static Stored of(String name, Integer... shape) {
            return new Stored(name, List.of(shape));
        }
    }

    private static List<Stored> keras(String pattern, List<String> names, int gates) {
        return List.of(
                Stored.of(pattern + names.get(0), I, gates * H),
                Stored.of(pattern + names.get(1), H, gates * H),
                Stored.of(pattern + names.get(2), gates * H));
    }

    private static Stream<Arguments> keras(String cell, String layer, int gates, int parts, ReferenceStep step) {
        return Stream.of(
                Arguments.of(
                        cell, keras("layers/" + layer + "/cell/vars/", List.of("0", "1", "2"), gates), parts, step),
                Arguments.of(
                        cell,
                        keras(
                                layer + "_1/" + layer + "_1/" + layer + "_cell/",
                                List.of("kernel:0", "recurrent_kernel:0", "bias:0"),
                                gates),
                        parts,
                        step));
    }

    private static List<Stored> rate(String w, String b, String wIn, String bIn) {
        return List.of(Stored.of(w, H, H), Stored.of(b, H), Stored.of(wIn, H, I), Stored.of(bIn, H));
    }

    static Stream<Arguments> cells() {
        List<Stored> pytorch = rate("rnn.h2h.weight", "rnn.h2h.bias", "rnn.input2h.weight", "rnn.input2h.bias");
        Stream<Arguments> others = Stream.of(
                Arguments.of(
                        "ugrnn",
                        List.of(
                                Stored.of("net.W_c", H, I),
                                Stored.of("net.U_c", H, H),
                                Stored.of("net.b_c", H),
                                Stored.of("net.W_g", H, I),
                                Stored.of("net.U_g", H, H),
                                Stored.of("net.b_g", H)),
                        1,
                        (ReferenceStep) ReferenceStep::updateGate),
                Arguments.of(
                        "antisymmetric",
                        List.of(Stored.of("W", H, H), Stored.of("V", H, I), Stored.of("b", H)),
                        1,
                        (ReferenceStep) ReferenceStep::antisymmetric),
                Arguments.of("rate_outside", pytorch, 1, (ReferenceStep) ReferenceStep::rateOutside),
                Arguments.of("rate_outside", rate("W_rec", "b", "W_in", "b_in"), 1, (ReferenceStep)
                        ReferenceStep::rateOutside),
                Arguments.of("rate_around", pytorch, 1, (ReferenceStep) ReferenceStep::rateAround));
        return Stream.of(
                        keras("keras_simple_rnn", "simple_rnn", 1, 1, ReferenceStep::simpleRnn),
                        keras("keras_gru_v1", "gru", 3, 1, ReferenceStep::gruResetBefore),
                        keras("keras_lstm", "lstm", 4, 2, ReferenceStep::lstm),
                        others)
                .flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void agreesWithAnIndependentForwardPass(
            String cell, List<Stored> layout, int parts, ReferenceStep step, @TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(17);
        List<double[]> tensors = new ArrayList<>();
        List<NumericArray> arrays = new ArrayList<>();
        for (Stored stored : layout) {
            double[] values =
                    uniform(stored.shape().stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b), random);
            tensors.add(values);
            arrays.add(new NumericArray(stored.name(), stored.shape(), values));
        }
        double[] inputs = uniform(TRIALS * STEPS * I, random);
        Path checkpoint = folder.resolve("model.npz");
        Path inputsFile = folder.resolve("inputs.npy");
        ArrayWriter.write(checkpoint, arrays, Precision.FLOAT64);
        ArrayWriter.write(inputsFile, new NumericArray("inputs", List.of(TRIALS, STEPS, I), inputs), Precision.FLOAT64);

        Problem problem = files.problem(
                new ArrayReference(checkpoint, Optional.empty()),
                new ArrayReference(inputsFile, Optional.empty()),
                new ModelSettings(cell).withPrecision(Precision.FLOAT64));

        try (AutodiffBackend engine = new NativeBackendProvider().create(BackendOptions.defaults());
                Linearization linearization = engine.linearize(problem)) {
            assertThat(linearization.observations())
                    .containsExactly(states(tensors, inputs, parts, step), within(1e-12));
            DMatrixRMaj expected = differences(tensors, inputs, parts, step);
            DMatrixRMaj jacobian = linearization.jacobian().toMatrix();
            assertThat(jacobian.numRows).isEqualTo(expected.numRows);
            assertThat(jacobian.numCols).isEqualTo(expected.numCols);
            assertThat(jacobian.data).containsExactly(expected.data, within(TOLERANCE));
        }
    }

    private static double[] uniform(int length, SplittableRandom random) {
        return random.doubles(length, -1, 1).toArray();
    }

    /** {@return the observed part of the state, {@code [TRIALS, STEPS, H]}} */
    private static double[] states(List<double[]> tensors, double[] inputs, int parts, ReferenceStep step) {
        double[] states = new double[TRIALS * STEPS * H];
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] state = new double[parts * H];
            for (int t = 0; t < STEPS; t++) {
                int row = trial * STEPS + t;
                state = step.next(tensors, Arrays.copyOfRange(inputs, row * I, (row + 1) * I), state);
                System.arraycopy(state, 0, states, row * H, H);
            }
        }
        return states;
    }

    /** {@return dz/dθ by central differences, {@code [TRIALS·STEPS·H, M]}} */
    private static DMatrixRMaj differences(List<double[]> tensors, double[] inputs, int parts, ReferenceStep step) {
        int columns = tensors.stream().mapToInt(tensor -> tensor.length).sum();
        DMatrixRMaj differences = new DMatrixRMaj(TRIALS * STEPS * H, columns);
        int column = 0;
        for (double[] tensor : tensors) {
            for (int i = 0; i < tensor.length; i++) {
                double value = tensor[i];
                tensor[i] = value + DIFFERENCE;
                double[] above = states(tensors, inputs, parts, step);
                tensor[i] = value - DIFFERENCE;
                double[] below = states(tensors, inputs, parts, step);
                tensor[i] = value;
                for (int row = 0; row < above.length; row++) {
                    differences.set(row, column, (above[row] - below[row]) / (2 * DIFFERENCE));
                }
                column++;
            }
        }
        return differences;
    }
}
