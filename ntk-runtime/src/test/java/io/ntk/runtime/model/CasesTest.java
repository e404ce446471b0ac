package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.backend.nativejvm.NativeBackendProvider;
import io.ntk.cells.CellLibrary;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.provider.Cells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of people, whose layouts were refused or misread, against PyTorch's autograd in float64. */
class CasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");

    private final List<ModelReading> readings = new ArrayList<>();
    private final ModelFiles files =
            new ModelFiles(Cells.find(CasesTest.class.getClassLoader())).telling(readings::add);

    private static ArrayReference file(String name, String module) {
        return new ArrayReference(CASES.resolve(name), Optional.of(module).filter(path -> !path.isEmpty()));
    }

    private static ModelSettings settings(String cell, String observed) {
        ModelSettings settings =
                new ModelSettings(cell).withPrecision(Precision.FLOAT64).withObservable(Observable.parse(observed));
        return cell.equals("leaky") ? settings.withDt(0.7) : settings;
    }

    private BeforeAfter pair(String name, String ending, String module, ModelSettings settings) {
        return files.pair(
                file(name + "_before" + ending, module),
                file(name + "_after" + ending, module),
                file(name + "_inputs.npy", ""),
                settings);
    }

    private static DMatrixRMaj kernel(AutodiffBackend engine, Problem problem) {
        try (Linearization linearization = engine.linearize(problem)) {
            DMatrixRMaj jacobian = linearization.jacobian().toMatrix();
            DMatrixRMaj kernel = new DMatrixRMaj(jacobian.numRows, jacobian.numRows);
            CommonOps_DDRM.multTransB(jacobian, jacobian, kernel);
            return kernel;
        }
    }

    private static double trace(Problem problem) {
        try (AutodiffBackend engine = new NativeBackendProvider().create(BackendOptions.defaults())) {
            return CommonOps_DDRM.trace(kernel(engine, problem));
        }
    }

    private static void check(BeforeAfter pair, double before, double after, double alignment, double rounding) {
        try (AutodiffBackend engine = new NativeBackendProvider().create(BackendOptions.defaults())) {
            DMatrixRMaj theta0 = kernel(engine, pair.before());
            DMatrixRMaj theta1 = kernel(engine, pair.after());
            DMatrixRMaj product = new DMatrixRMaj(theta0.numRows, theta0.numCols);
            CommonOps_DDRM.elementMult(theta0, theta1, product);
            double norms = NormOps_DDRM.normF(theta0) * NormOps_DDRM.normF(theta1);
            assertThat(CommonOps_DDRM.trace(theta0)).isCloseTo(before, within(rounding * before));
            assertThat(CommonOps_DDRM.trace(theta1)).isCloseTo(after, within(rounding * after));
            assertThat(CommonOps_DDRM.elementSum(product) / norms).isCloseTo(alignment, within(rounding));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tied, .pt, '', leaky, states, 172.8948983202688, 170.59985637388314, 0.9953516846648454",
        "tied, .pt, rnn, leaky, states, 172.8948983202688, 170.59985637388314, 0.9953516846648454",
        "tied, .pt, '', leaky, outputs, 215.93821870398648, 210.07746419183064, 0.9959581150484751",
        "read_through_tanh, .pth, '', rate_inside, outputs, 33.60810241762896, 33.02462169080131, 0.9995507456045465",
        "mlp_head, .pt, '', gru, states, 87.36441994478402, 85.14228669073891, 0.9971212520257783",
        "one_bias_gru, .pth, '', gru_by_gates, states, 73.56478505875613, 68.59849658132708, 0.9938626074744412",
        "nested, .pt, '', gru, states, 94.20780012857975, 93.6133541514691, 0.9985271574541683",
        "nested, .pth, '', gru, states, 94.20780012857975, 93.6133541514691, 0.9985271574541683",
        "mgu_decoder, .pt, '', minimal_gated, outputs, 133.6482419378516, 117.18906116768467, 0.9849967896459845"
    })
    void readsFilesAsTheyLie(
            String name,
            String ending,
            String module,
            String cell,
            String observed,
            double before,
            double after,
            double alignment) {
        check(pair(name, ending, module, settings(cell, observed)), before, after, alignment, 1e-9);
    }

    /**
     * A struct of MATLAB that holds a GRU with one bias, inside the reset gate, which is a row. The values are complex-step
     * derivatives in NumPy of the same GRU.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAStructOfMatlabAsItLies(boolean byEquations, @TempDir Path folder) throws IOException {
        Path equations = folder.resolve("matlab_gru.cell");
        Files.writeString(
                equations,
                CellLibrary.find("gru")
                        .orElseThrow()
                        .text()
                        .replace("weight_ih [3*H, I]", "weight_ih [3*H, I] from \"net.Win\"")
                        .replace("weight_hh [3*H, H]", "weight_hh [3*H, H] from \"net.J\"")
                        .replace("bias_hh   [3*H]", "bias_hh   [3*H] from \"net.b\""));
        List<String> map = List.of("weight_hh=net.J", "weight_ih=net.Win", "bias_hh=net.b");
        ModelSettings settings = byEquations
                ? settings(equations.toString(), "states")
                : settings("gru", "states").withMap(TensorMap.parse(map));
        check(pair("matlab_gru", ".mat", "", settings), 115.108989678983, 126.2309155118256, 0.4426826803690362, 1e-9);
        assertThat(readings.get(0).sources())
                .containsEntry("weight_hh", "net.J")
                .containsEntry("weight_ih", "net.Win")
                .containsEntry("bias_hh", "net.b")
                .hasSize(3);
        assertThat(readings.get(0).summary()).contains("[1, 15]", "taken for a vector", "unused: 'N' [1, 1]");
    }

    /** MATLAB drops the axis of the only channel. */
    @Test
    void inputsOfOneChannelFromMatlabAreReadAndSaid(@TempDir Path folder) {
        Path model = folder.resolve("model.npz");
        write(model, array("weight_ih", 2, 1), array("weight_hh", 2, 2));
        MatlabFiles.write(folder.resolve("inputs.mat"), "u", List.of(3, 4));
        Problem problem = files.problem(
                new ArrayReference(model, Optional.empty()),
                new ArrayReference(folder.resolve("inputs.mat"), Optional.empty()),
                settings("rnn", "states"));
        assertThat(problem.inputs().trials()).isEqualTo(3);
        assertThat(problem.inputs().steps()).isEqualTo(4);
        assertThat(readings.get(0).summary())
                .contains("inputs [3, 4] are read as [trials, steps, channels] = [3, 4, 1]");
    }

    @Test
    void aColumnIsAnInitialStateAndIsSaid(@TempDir Path folder) {
        Path file = folder.resolve("h0.npy");
        write(file, array("h0", 5, 1));
        ModelSettings settings = settings("gru", "states")
                .withMap(TensorMap.parse(List.of("weight_hh=net.J", "weight_ih=net.Win", "bias_hh=net.b")))
                .withH0(ArrayReference.parse(file.toString()));
        Problem problem = pair("matlab_gru", ".mat", "", settings).before();
        assertThat(problem.initialState().get(2, 3)).isEqualTo(Math.sin(4));
        assertThat(readings.get(0).summary()).contains("h0 [5, 1] is taken for a vector");
    }

    @Test
    void anEmbeddingIsNoPartOfTheCell() {
        Problem problem = files.problem(
                file("embedding_before.pt", ""), file("embedding_inputs.npy", ""), settings("gru", "states"));
        assertThat(trace(problem)).isCloseTo(69.76887418756188, within(1e-9 * 69.7));
        assertThat(readings.get(0).summary()).contains("unused: 'embedding.weight' [9, 6]");
    }

    /** The module's own class is never loaded: its parameters are data like others. */
    @Test
    void aWholeModuleIsReadWithoutRunningIt() {
        Problem problem =
                files.problem(file("whole_module.pt", ""), file("embedding_inputs.npy", ""), settings("gru", "states"));
        assertThat(problem.model().hiddenSize()).isEqualTo(6);
        assertThat(readings.get(0).sources()).containsOnlyKeys("weight_ih", "weight_hh", "bias_ih", "bias_hh");
        assertThat(readings.get(0).unused()).isEmpty();
    }

    /** The file is in float32. */
    @Test
    void readsACheckpointOfLightning() {
        check(
                pair("nested", ".ckpt", "", settings("gru", "states")),
                94.20780012857975,
                93.6133541514691,
                0.9985271574541683,
                1e-6);
    }

    /** The right values are those of the golden Keras GRU, from explicit Jacobians in NumPy. */
    @Test
    void theDenseLayerOfKerasIsTheReadout() {
        BeforeAfter pair = pair("keras_gru", ".weights.h5", "", settings("keras_gru", "outputs"));
        check(pair, 52.14985080670185, trace(pair.after()), 0.6326317696911335, 1e-9);
        assertThat(readings.get(0).summary())
                .contains("outputs are 'layers/dense/vars/0' [2, 6]", "plus 'layers/dense/vars/1'", "is transposed");
    }

    @Test
    void theReadoutMayStandBesideTheModule() {
        ModelSettings dense = settings("gru", "outputs").withReadout(ReadoutRequest.parse("dense"));
        check(
                pair("two_modules", ".pt", "gru2", dense),
                18.48757910305664,
                17.89345639303031,
                0.9999728129983138,
                1e-9);
    }

    @Test
    void saysThroughWhatARateNetworkIsRead() {
        pair("read_through_tanh", ".pth", "", settings("rate_inside", "outputs"));
        assertThat(readings).hasSize(2);
        assertThat(readings.get(0).outputs())
                .get()
                .asString()
                .contains("'W_out.weight'", " times tanh(y) of the state");
        assertThat(readings.get(0).summary())
                .isEqualTo(readings.get(1).summary())
                .contains("J is 'J.weight'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "mlp_head_before.pt; 'head.0.weight' of shape [4, 6] is followed by 'head.2.weight' of shape [1, 4]",
                "embedding_before.pt; 'embedding.weight' of shape [9, 6] fits, but looks like an embedding",
                "weight_norm.pt; torch.nn.utils.remove_weight_norm"
            })
    void refusesWhatItCannotKnow(String name, String says) {
        ModelSettings outputs = settings("gru", "outputs");
        assertThatThrownBy(() -> files.problem(file(name, ""), file("mlp_head_inputs.npy", ""), outputs))
                .hasMessageContaining(says);
    }

    /** The same refusals for a cell of equations whose tensors are found by the names of its file. */
    @Test
    void cellsOfEquationsRefuseWhatIsStoredInFactors(@TempDir Path folder) {
        Path file = folder.resolve("factors.npz");
        write(file, array("J.weight_g", 2, 1), array("J.weight_v", 2, 2), array("B", 2, 3), array("c", 2));
        assertThatThrownBy(() -> files.problem(
                        new ArrayReference(file, Optional.empty()), inputs(folder), settings("rate_inside", "states")))
                .hasMessageContaining("torch.nn.utils.remove_weight_norm(module, 'weight')");
    }

    @Test
    void cellsOfEquationsTakeIdenticalArraysForOneAndRefuseEmbeddings(@TempDir Path folder) {
        Path file = folder.resolve("tied.npz");
        write(
                file,
                array("a.J.weight", 2, 2),
                array("b.J.weight", 2, 2),
                array("B", 2, 3),
                array("embedding.weight", 5, 2));
        ArrayReference model = new ArrayReference(file, Optional.empty());
        files.problem(model, inputs(folder), settings("rate_inside", "states"));
        assertThat(readings.get(0).summary()).contains("there is no 'c'", "unused: 'embedding.weight' [5, 2]");
        assertThatThrownBy(() -> files.problem(model, inputs(folder), settings("rate_inside", "outputs")))
                .hasMessageContaining("looks like an embedding");
    }

    /** A GRU with one bias for each gate is one with zero bias_hh, which is not differentiated. */
    @ParameterizedTest
    @ValueSource(strings = {"bias_ih_l0", "bias"})
    void aSingleBiasIsThatOfTheInputs(String name, @TempDir Path folder) {
        NumericArray ih = array("weight_ih_l0", 6, 3);
        NumericArray hh = array("weight_hh_l0", 6, 2);
        NumericArray bias = array("bias_ih_l0", 6);
        Path one = folder.resolve("one.npz");
        Path both = folder.resolve("both.npz");
        write(one, ih, hh, bias.renamed(name));
        write(both, ih, hh, bias, new NumericArray("bias_hh_l0", List.of(6), new double[6]));
        ModelSettings gru = settings("gru", "states");
        Problem single = files.problem(new ArrayReference(one, Optional.empty()), inputs(folder), gru);
        Problem zero = files.problem(
                new ArrayReference(both, Optional.empty()),
                inputs(folder),
                gru.withSelection(ParameterSelection.of(List.of("weight_*", "bias_ih"))));
        double expected = trace(zero);
        assertThat(single.selectedLayout().size()).isEqualTo(6 * 3 + 6 * 2 + 6);
        assertThat(trace(single)).isCloseTo(expected, within(1e-12 * expected));
    }

    private static ArrayReference inputs(Path folder) {
        Path file = folder.resolve("inputs.npy");
        write(file, array("inputs", 2, 4, 3));
        return new ArrayReference(file, Optional.empty());
    }

    private static void write(Path file, NumericArray... arrays) {
        ArrayWriter.write(file, List.of(arrays), Precision.FLOAT64);
    }

    private static NumericArray array(String name, Integer... shape) {
        int size = List.of(shape).stream().reduce(1, (a, b) -> a * b);
        double[] values =
                IntStream.range(0, size).mapToDouble(i -> Math.sin(i + 1)).toArray();
        return new NumericArray(name, List.of(shape), values);
    }
}
