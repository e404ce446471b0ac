package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.backend.nativejvm.NativeBackendProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.provider.Cells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose equations are files, against what PyTorch's autograd computed from the same equations written by hand. */
class EquationModelsTest {
    private final ModelFiles files = new ModelFiles(Cells.find(EquationModelsTest.class.getClassLoader()));

    private static Path resource(String name) {
        return Path.of("src/test/resources/models", name);
    }

    private static double fact(String model, String name) throws IOException {
        String json = Files.readString(resource(model + ".json"), StandardCharsets.UTF_8);
        Matcher matcher = Pattern.compile("\"" + name + "\": ([-0-9.e+]+)").matcher(json);
        assertThat(matcher.find()).as(name).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private ModelSettings settings(String model, String cell) {
        Path file = resource(model + ".npz");
        EquationSettings constants = model.equals("ctrnn_dale")
                ? new EquationSettings(Map.of(), Optional.of(new ArrayReference(file, Optional.of("constant"))))
                : EquationSettings.NONE;
        return new ModelSettings(cell).withPrecision(Precision.FLOAT64).withEquations(constants);
    }

    private BeforeAfter pair(String model, ModelSettings settings) {
        Path file = resource(model + ".npz");
        return files.pair(
                new ArrayReference(file, Optional.of("before")),
                new ArrayReference(file, Optional.of("after")),
                new ArrayReference(file, Optional.of("inputs")),
                settings);
    }

    private static DMatrixRMaj kernel(Linearization linearization) {
        DMatrixRMaj jacobian = linearization.jacobian().toMatrix();
        DMatrixRMaj kernel = new DMatrixRMaj(jacobian.numRows, jacobian.numRows);
        CommonOps_DDRM.multTransB(jacobian, jacobian, kernel);
        return kernel;
    }

    @ParameterizedTest
    @CsvSource({
        "ctrnn_dale, dale_rate",
        "ctrnn_tau, rate_tau",
        "keras_gru, keras_gru",
        "low_rank, low_rank_rate",
        "diagonal, diagonal"
    })
    void givesTheRightStatesTracesAndAlignments(String model, String cell) throws IOException {
        try (AutodiffBackend engine = new NativeBackendProvider().create(BackendOptions.defaults())) {
            BeforeAfter states = pair(model, settings(model, cell));
            compare(engine, model, "", states);
            compare(engine, model, "outputs_", pair(model, settings(model, cell).withObservable(Observable.OUTPUTS)));
            ArrayReference keep = new ArrayReference(resource(model + ".npz"), Optional.of("keep"));
            compare(engine, model, "masked_", pair(model, settings(model, cell).withKeep(keep)));
        }
    }

    /** MATLAB has no vectors: its columns and rows stand for them, and other matrices do not. */
    @Test
    void readsAColumnOrARowAsAVector(@TempDir Path folder) throws IOException {
        NumericArray inputs = new NumericArray("x", List.of(1, 2, 1), new double[] {1, 2});
        Path equations = Files.writeString(folder.resolve("line.cell"), """
                cell line "a line"
                parameters
                  W [H, I]
                  b [H]
                state
                  h
                step
                  h' = tanh(W @ x + b + h)
                """);
        for (List<Integer> shape : List.of(List.of(4), List.of(4, 1), List.of(1, 4))) {
            Path file = folder.resolve("model.npz");
            double[] b = {0.1, 0.2, 0.3, 0.4};
            NumericArray weight = new NumericArray("W", List.of(4, 1), new double[4]);
            ArrayWriter.write(file, List.of(weight, new NumericArray("b", shape, b), inputs), Precision.FLOAT64);
            Problem problem = files.problem(
                    new ArrayReference(file, Optional.empty()),
                    new ArrayReference(file, Optional.of("x")),
                    new ModelSettings(equations.toString()));
            assertThat(problem.parameters().toArray()).as(shape.toString()).endsWith(b);
        }
        Path square = folder.resolve("square.npz");
        NumericArray weight = new NumericArray("W", List.of(4, 1), new double[4]);
        NumericArray matrix = new NumericArray("b", List.of(2, 2), new double[4]);
        ArrayWriter.write(square, List.of(weight, matrix, inputs), Precision.FLOAT64);
        assertThatThrownBy(() -> files.problem(
                        new ArrayReference(square, Optional.empty()),
                        new ArrayReference(square, Optional.of("x")),
                        new ModelSettings(equations.toString())))
                .hasMessageContaining("\"b\" has shape [2, 2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rnn.hh.weight; Did you mean 'rnn.hh.weight'? Say where it stands by --map V=rnn.hh.weight, or by 'from' in the",
                "recurrent; Say where it stands by --map V=NAME, or by 'from' in the equation file. It holds 'recurrent'."
            })
    void saysPlainlyWhatIsMissingAndWhatIsLikeIt(String stored, String says, @TempDir Path folder) {
        Path file = folder.resolve("model.npz");
        ArrayWriter.write(file, List.of(new NumericArray(stored, List.of(1, 1), new double[1])), Precision.FLOAT64);
        ArrayReference inputs = new ArrayReference(resource("ctrnn_dale.npz"), Optional.of("inputs"));
        assertThatThrownBy(() -> files.problem(
                        new ArrayReference(file, Optional.empty()), inputs, new ModelSettings("dale_rate")))
                .hasMessageStartingWith("'" + file + "' holds no 'h2h.weight', which is 'V' of cell 'dale_rate'. ")
                .hasMessageContaining(says);
    }

    /** A bias under another name would be left out of θ. */
    @Test
    void saysWhichArrayIsCalledLikeAnOptionalTensorThatIsNotThere(@TempDir Path folder) {
        Path file = folder.resolve("model.npz");
        double[] value = new double[1];
        List<NumericArray> arrays = List.of(
                new NumericArray("rec.weight", List.of(1, 1), value),
                new NumericArray("hh.bias", List.of(1), value),
                new NumericArray("inp.weight", List.of(1, 2), new double[2]),
                new NumericArray("sign", List.of(1, 1), value),
                new NumericArray("mask", List.of(1, 1), value));
        ArrayWriter.write(file, arrays, Precision.FLOAT64);
        List<ModelReading> readings = new ArrayList<>();
        files.telling(readings::add)
                .problem(
                        new ArrayReference(file, Optional.empty()),
                        new ArrayReference(resource("ctrnn_dale.npz"), Optional.of("inputs")),
                        new ModelSettings("dale_rate")
                                .withMap(TensorMap.parse(List.of("V=rec.weight", "W_in=inp.weight"))));
        assertThat(readings.get(0).notes())
                .contains("there is no 'b', but 'hh.bias' is called alike: --map b=NAME takes it", "there is no 'h0'");
    }

    @Test
    void saysWhichConstantsAreFromAFileOfTheirOwn() {
        Path file = resource("ctrnn_dale.npz");
        List<ModelReading> readings = new ArrayList<>();
        files.telling(readings::add)
                .problem(
                        new ArrayReference(file, Optional.of("before")),
                        new ArrayReference(file, Optional.of("inputs")),
                        new ModelSettings("dale_rate")
                                .withEquations(new EquationSettings(
                                        Map.of(), Optional.of(new ArrayReference(file, Optional.of("constant"))))));
        assertThat(readings).singleElement().satisfies(reading -> {
            assertThat(reading.constants())
                    .containsEntry("sign", file + ":constant.sign")
                    .containsEntry("mask", file + ":constant.mask");
            assertThat(reading.sources()).doesNotContainKey("sign");
            assertThat(reading.summary()).contains("sign is 'sign' of '" + file + "'");
        });
    }

    /** The initial state as a parameter of the cell. */
    @ParameterizedTest
    @CsvSource({
        "ctrnn_dale, dale_rate",
        "ctrnn_tau, rate_tau",
        "keras_gru, keras_gru",
        "low_rank, low_rank_rate",
        "diagonal, diagonal"
    })
    void differentiatesATrainedInitialState(String model, String cell, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.npz");
        try (ArrayFile stored = ArrayFile.open(resource(model + ".npz"))) {
            Map<String, NumericArray> arrays = new LinkedHashMap<>();
            stored.names().stream().filter(name -> name.startsWith("before.")).forEach(name -> {
                String bare = name.substring("before.".length());
                arrays.put(bare, stored.read(name).renamed(bare));
            });
            arrays.put("h0", stored.read("h0"));
            ArrayWriter.write(file, List.copyOf(arrays.values()), Precision.FLOAT64);
        }
        ArrayReference inputs = new ArrayReference(resource(model + ".npz"), Optional.of("inputs"));
        Problem problem = files.problem(new ArrayReference(file, Optional.empty()), inputs, settings(model, cell));
        try (AutodiffBackend engine = new NativeBackendProvider().create(BackendOptions.defaults());
                Linearization linearization = engine.linearize(problem)) {
            double trace = fact(model, "learned_h0_trace_before");
            assertThat(CommonOps_DDRM.trace(kernel(linearization))).isCloseTo(trace, within(1e-9 * trace));
        }
    }

    private static double inner(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, a.numCols);
        CommonOps_DDRM.elementMult(a, b, product);
        return CommonOps_DDRM.elementSum(product);
    }

    private static void compare(AutodiffBackend engine, String model, String prefix, BeforeAfter pair)
            throws IOException {
        try (Linearization before = engine.linearize(pair.before());
                Linearization after = engine.linearize(pair.after())) {
            DMatrixRMaj theta0 = kernel(before);
            DMatrixRMaj theta1 = kernel(after);
            double alignment = inner(theta0, theta1) / (NormOps_DDRM.normF(theta0) * NormOps_DDRM.normF(theta1));
            double trace = fact(model, prefix + "trace_before");
            assertThat(CommonOps_DDRM.trace(theta0)).isCloseTo(trace, within(1e-9 * trace));
            assertThat(alignment).isCloseTo(fact(model, prefix + "alignment"), within(1e-9));
            if (prefix.isEmpty()) {
                double traceAfter = fact(model, "trace_after");
                assertThat(CommonOps_DDRM.trace(theta1)).isCloseTo(traceAfter, within(1e-9 * traceAfter));
                try (ArrayFile file = ArrayFile.open(resource(model + ".npz"))) {
                    assertThat(before.observations())
                            .containsExactly(file.read("states_before").values(), within(1e-9));
                }
            }
        }
    }
}
