package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.tck.reference.ReferenceBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks from files, and what they do to a network with Dale's law, whose facts were computed by PyTorch's autograd. */
class KeepFileTest {
    private static final double RELATIVE = 1e-10;
    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .weight("weight_hh", 2, 2)
            .vector("bias", 2)
            .build();

    @TempDir
    private Path folder;

    private static Path golden() {
        return Path.of("src/test/resources/models/ctrnn_dale.npz");
    }

    private static Problem problem(String when, boolean hasInitialState) {
        try (ArrayFile file = ArrayFile.open(golden())) {
            double[] factors = file.read("constant.sign").values().clone();
            double[] mask = file.read("constant.mask").values();
            Arrays.setAll(factors, i -> factors[i] * mask[i]);
            RecurrentModel model = new RecurrentModel("dale", new DaleCell(factors, hasInitialState), 2, 6);
            Map<String, double[]> theta = new HashMap<>();
            for (String name : model.layout().names()) {
                theta.put(
                        name,
                        file.read(name.equals("h0") ? name : when + "." + name).values());
            }
            Inputs inputs = Inputs.of(3, 5, 2, file.read("inputs").values());
            return new Problem(model, Parameters.of(model.layout(), theta), inputs).withPrecision(Precision.FLOAT64);
        }
    }

    private static void isClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(RELATIVE * expected));
    }

    @ParameterizedTest
    @CsvSource({"false, 16.251943673388325, 0.6929206558952173", "true, 10.721423550527623, 0.7504066928944315"})
    void agreesWithTheFactsOfANetworkWithDalesLaw(boolean isMasked, double trace, double alignment) {
        Problem before = problem("before", false);
        Problem after = problem("after", false);
        if (isMasked) {
            KeptEntries kept = new KeepFile(before.model().layout(), List.of(), note -> {})
                    .read(new ArrayReference(golden(), Optional.of("keep")));
            assertThat(kept.count()).isEqualTo(27);
            before = before.withKept(kept);
            after = after.withKept(kept);
        }
        ExactNtk exact = new ExactNtk(1L << 30);
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after)) {
            isClose(exact.trace(a).total(), trace);
            isClose(exact.alignment(a, b).value(), alignment);
        }
    }

    @Test
    void theInitialStateCanBeAParameter() {
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization trained = backend.linearize(problem("before", true))) {
            isClose(new ExactNtk(1L << 30).trace(trained).total(), 48.23886642817839);
        }
    }

    private ArrayReference write(NumericArray... arrays) {
        Path file = folder.resolve("keep.npz");
        ArrayWriter.write(file, List.of(arrays), Precision.FLOAT64);
        return new ArrayReference(file, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight_hh", "weight_hh_l0", "net.rnn.weight_hh", "net/weight_hh_l0"})
    void keepsWhatTheMaskSaysAndTensorsWithoutMaskWhole(String name) {
        ArrayReference file = write(new NumericArray(name, List.of(2, 2), new double[] {1, 0, 0, 0}));
        assertThat(new KeepFile(LAYOUT, List.of(), note -> {}).read(file).toArray())
                .containsExactly(true, false, false, false, true, true);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1, 2"})
    void aRowOrAColumnIsTheMaskOfAVector(int rows, int columns) {
        ArrayReference file = write(new NumericArray("bias", List.of(rows, columns), new double[] {0, 1}));
        List<String> notes = new ArrayList<>();
        assertThat(new KeepFile(LAYOUT, List.of(), notes::add).read(file).toArray())
                .containsExactly(true, true, true, true, false, true);
        assertThat(notes).containsExactly("mask 'bias' [" + rows + ", " + columns + "] is taken for a vector");
    }

    @Test
    void aRowIsNoMaskOfAMatrix() {
        assertRefused(
                ErrorId.SHAPE_MISMATCH,
                "has shape [1, 4], but parameter tensor 'weight_hh' has shape [2, 2]",
                write(new NumericArray("weight_hh", List.of(1, 4), new double[4])));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "weight_hx; 0; UNKNOWN_PARAMETER; an array 'weight_hx', which is the mask of no parameter",
                "weight_hh; 0.5; INVALID_ARGUMENT; 'weight_hh' holds 0.5",
            })
    void refusesWhatIsNoMask(String name, double value, ErrorId id, String says) {
        ArrayReference file = write(new NumericArray(name, List.of(2, 2), new double[] {1, 0, 1, value}));
        assertRefused(id, says, file);
    }

    @Test
    void refusesOtherShapesTwoMasksAndMasksThatKeepNothing() {
        assertRefused(
                ErrorId.SHAPE_MISMATCH,
                "has shape [4], but parameter tensor 'weight_hh' has shape [2, 2]",
                write(new NumericArray("weight_hh", List.of(4), new double[4])));
        assertRefused(
                ErrorId.INVALID_ARGUMENT,
                "two masks of parameter tensor 'bias'",
                write(
                        new NumericArray("a.bias", List.of(2), new double[2]),
                        new NumericArray("b.bias", List.of(2), new double[2])));
        assertRefused(
                ErrorId.INVALID_ARGUMENT,
                "nothing is differentiated",
                write(
                        new NumericArray("weight_hh", List.of(2, 2), new double[4]),
                        new NumericArray("bias", List.of(2), new double[2])));
    }

    private static void assertRefused(ErrorId id, String says, ArrayReference file) {
        assertThatThrownBy(() -> new KeepFile(LAYOUT, List.of(), note -> {}).read(file))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContaining(says);
    }
}
