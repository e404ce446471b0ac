package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Readout;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.ProviderJars;
import io.ntk.runtime.provider.ProviderSources;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
    private static final int TRIALS = 4;
    private static final int STEPS = 6;
    private static final int INPUT = 3;
    private static final int HIDDEN = 5;

    @TempDir
    private Path folder;

    private final ModelFiles files = new ModelFiles(Cells.find(ModelFilesTest.class.getClassLoader()));

    private static ArrayReference reference(Object file, String name) {
        return new ArrayReference(Path.of(file.toString()), Optional.of(name));
    }

    /** An array whose values are small, unequal and depend on the name. */
    private static NumericArray array(String name, Integer... shape) {
        double[] values = new double[List.of(shape).stream().reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(name.hashCode() % 100 + i) / 2;
        }
        return new NumericArray(name, List.of(shape), values);
    }

    /** PyTorch's tensors of stacked layers, under a prefix. */
    private static List<NumericArray> layers(String prefix, int gates, int layers, boolean bias) {
        List<NumericArray> arrays = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            String end = "_l" + i;
            arrays.add(array(prefix + "weight_ih" + end, gates * HIDDEN, i == 0 ? INPUT : HIDDEN));
            arrays.add(array(prefix + "weight_hh" + end, gates * HIDDEN, HIDDEN));
            if (bias) {
                arrays.add(array(prefix + "bias_ih" + end, gates * HIDDEN));
                arrays.add(array(prefix + "bias_hh" + end, gates * HIDDEN));
            }
        }
        return arrays;
    }

    private ArrayReference write(String name, List<NumericArray> arrays) {
        Path file = folder.resolve(name);
        ArrayWriter.write(file, arrays, Precision.FLOAT64);
        return new ArrayReference(file, Optional.empty());
    }

    private ArrayReference inputs() {
        return write("inputs.npz", List.of(array("inputs", TRIALS, STEPS, INPUT)));
    }

    private Problem problem(List<NumericArray> checkpoint, ModelSettings settings) {
        return files.problem(write("model.safetensors", checkpoint), inputs(), settings);
    }

    private static ErrorId id(Throwable e) {
        return ((NtkException) e).id();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void readsTheGoldenModels(String cell) {
        GoldenCase golden = GoldenCase.named(cell);
        Path file = golden.writeNpz(folder);
        ModelSettings settings = new ModelSettings(cell).withPrecision(Precision.FLOAT64);
        settings = cell.equals("leaky") ? settings.withDt(golden.fact("dt")) : settings;

        BeforeAfter pair =
                files.pair(reference(file, "before."), reference(file, "after"), reference(file, "inputs"), settings);

        assertThat(pair.before().model().layout()).isEqualTo(golden.model().layout());
        assertThat(pair.after().parameters().toArray()).isEqualTo(golden.after().toArray());
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization linearization = backend.linearize(pair.before())) {
            // The states also depend on dt, which is in no file, and on the order of the inputs' axes.
            assertThat(linearization.observations())
                    .containsExactly(golden.array("states_before"), Offset.offset(1e-12));
        }
    }

    @Test
    void countsLayersAndNoticesMissingBiases() {
        Problem problem = problem(layers("net.rnn.", 3, 2, false), new ModelSettings("gru"));

        assertThat(problem.model().inputSize()).isEqualTo(INPUT);
        assertThat(problem.model().hiddenSize()).isEqualTo(HIDDEN);
        assertThat(problem.model().cell().stateParts()).isEqualTo(2);
        assertThat(problem.parameters().layout().names())
                .containsExactly("weight_ih_l0", "weight_hh_l0", "weight_ih_l1", "weight_hh_l1");
        assertThat(problem.parameters().tensor("weight_hh_l1"))
                .isEqualTo(array("net.rnn.weight_hh_l1", 3 * HIDDEN, HIDDEN).values());
    }

    @Test
    void passesOnWhatIsObservedAndDifferentiated() {
        ModelSettings settings = new ModelSettings("rnn")
                .withObservable(Observable.FINAL_STATE)
                .withSelection(ParameterSelection.of(List.of("weight_hh*")))
                .withPrecision(Precision.FLOAT64);

        Problem problem = problem(layers("", 1, 1, true), settings);

        assertThat(problem.observable()).isEqualTo(Observable.FINAL_STATE);
        assertThat(problem.selectedLayout().names()).containsExactly("weight_hh");
        assertThat(problem.precision()).isEqualTo(Precision.FLOAT64);
    }

    @Test
    void hasAReadoutOnlyWhereOutputsAreObserved() {
        List<NumericArray> checkpoint = new ArrayList<>(layers("rnn.", 1, 1, true));
        checkpoint.add(array("fc.weight", 2, HIDDEN));
        checkpoint.add(array("fc.bias", 2));

        Problem states = problem(checkpoint, new ModelSettings("rnn"));
        Problem outputs = problem(checkpoint, new ModelSettings("rnn").withObservable(Observable.OUTPUTS));

        assertThat(states.model().readout()).isEmpty();
        assertThat(outputs.model().readout()).contains(new Readout(2, true));
        assertThat(outputs.parameters().tensor(Readout.BIAS))
                .isEqualTo(array("fc.bias", 2).values());
    }

    @Test
    void refusesOutputsOfAModelWithoutReadout() {
        ModelSettings settings = new ModelSettings("rnn").withObservable(Observable.FINAL_OUTPUT);

        assertThatThrownBy(() -> problem(layers("", 1, 1, true), settings))
                .hasMessageContaining("are observed. File ")
                .hasMessageContaining(
                        "holds no readout of 5 units: no MODULE.weight [outputs, 5], MODULE/kernel [5, outputs]"
                                + " or W_out. Name it by --readout NAME, or save it as readout.weight [outputs, 5] and readout.bias [outputs].")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.ARRAY_NOT_FOUND));
    }

    @Test
    void refusesAGruGivenAsAnLstmAndNamesTheCellThatFits() {
        assertThatThrownBy(() -> problem(layers("", 3, 1, true), new ModelSettings("lstm")))
                .hasMessage("In checkpoint '" + folder.resolve("model.safetensors")
                        + "': Parameter tensor 'weight_ih' has shape [15, 3], but cell 'lstm' with input size 3 and"
                        + " hidden size 5 needs [20, 3]. The tensors look like those of cell 'gru'.")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.SHAPE_MISMATCH));
    }

    @Test
    void refusesTensorsThatTheCellDoesNotHave() {
        assertThatThrownBy(() -> problem(layers("", 1, 1, true), new ModelSettings("leaky")))
                .hasMessage("In checkpoint '" + folder.resolve("model.safetensors")
                        + "' the recurrent tensors are weight_ih, weight_hh, bias_ih, bias_hh, but cell 'leaky' has"
                        + " weight_ih, weight_hh, bias. The tensors look like those of cell 'rnn_relu' or 'rnn_tanh'.")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.UNKNOWN_PARAMETER));
    }

    @Test
    void refusesInputsOfAnotherWidthNamingBothShapes() {
        ArrayReference wide = write("wide.npz", List.of(array("x", TRIALS, STEPS, 2)));
        ArrayReference model = write("model.npz", layers("", 1, 1, false));

        assertThatThrownBy(() -> files.problem(model, wide, new ModelSettings("rnn")))
                .hasMessage("The inputs '" + wide + "' have shape [4, 6, 2], but checkpoint '" + model
                        + "' is of a model that takes 3 channels: weight_ih[5, 3], weight_hh[5, 5]. The last axis of the"
                        + " inputs must be the input size of the model.");
    }

    @Test
    void refusesInputsWithoutThreeAxes() {
        ArrayReference flat = write("flat.npz", List.of(array("x", STEPS, INPUT)));

        assertThatThrownBy(() -> files.inputs(flat))
                .hasMessageEndingWith(
                        "has shape [6, 3], but inputs have shape [trials, steps, channels]. For one trial, save"
                                + " x[None] instead of x.");
    }

    @ParameterizedTest
    @CsvSource({"0,6,3,trials", "4,0,3,steps", "4,6,0,channels"})
    void refusesInputsOfNothing(int trials, int steps, int channels, String axis) {
        ArrayReference empty = write("empty.npz", List.of(array("x", trials, steps, channels)));

        assertThatThrownBy(() -> files.inputs(empty))
                .hasMessageContaining("so there are no " + axis + ".")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.INVALID_ARGUMENT));
    }

    @Test
    void namesTheTensorAndTheIndexOfANan() {
        List<NumericArray> checkpoint = layers("", 1, 1, true);
        checkpoint.get(1).values()[2 * HIDDEN + 4] = Double.NaN;

        assertThatThrownBy(() -> problem(checkpoint, new ModelSettings("rnn")))
                .hasMessageContaining("'weight_hh_l0'")
                .hasMessageContaining("NaN at index [2, 4]")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.NON_FINITE));
    }

    @Test
    void refusesTwoCheckpointsOfDifferentNetworks() {
        ArrayReference shallow = write("shallow.npz", layers("", 1, 1, true));
        ArrayReference deep = write("deep.npz", layers("", 1, 2, true));

        assertThatThrownBy(() -> files.pair(shallow, deep, inputs(), new ModelSettings("rnn")))
                .hasMessageStartingWith("Checkpoint '" + shallow + "' is of a model with weight_ih[5, 3]")
                .hasMessageEndingWith("Give checkpoints of the same network.")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.SHAPE_MISMATCH));
    }

    @Test
    void refusesATimeStepForACellThatHasNone() {
        assertThatThrownBy(() -> problem(layers("", 1, 1, true), new ModelSettings("rnn").withDt(0.1)))
                .hasMessageStartingWith("Cell 'rnn_tanh' was given dt = 0.1, but it is a map in discrete time.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "4 5", "1 5", "1 4 5", "1 1 5"})
    void takesAnInitialStateInEveryShapeThatPytorchUses(String shape) {
        Integer[] sizes =
                List.of(shape.split(" ")).stream().map(Integer::valueOf).toArray(Integer[]::new);
        NumericArray h0 = array("h0", sizes);
        ModelSettings settings = new ModelSettings("gru").withH0(write("h0.npz", List.of(h0)));

        Problem problem = problem(layers("", 3, 1, true), settings);

        boolean shared = h0.values().length == HIDDEN;
        assertThat(problem.initialState().get(2, 1)).isEqualTo(h0.values()[shared ? 1 : 2 * HIDDEN + 1]);
        assertThat(problem.initialState().get(3, 4)).isEqualTo(h0.values()[shared ? 4 : 3 * HIDDEN + 4]);
    }

    @Test
    void putsTheHiddenAndTheCellStateOfEachLayerInItsPlace() {
        NumericArray h0 = array("h0", 2, TRIALS, HIDDEN);
        NumericArray c0 = array("c0", 2, 1, HIDDEN);
        ModelSettings settings =
                new ModelSettings("lstm").withH0(write("h0.npz", List.of(h0))).withC0(write("c0.npz", List.of(c0)));

        Problem problem = problem(layers("", 4, 2, true), settings);

        // The parts are side by side: h and c of layer 0, then h and c of layer 1.
        assertThat(problem.initialState().get(3, 1)).isEqualTo(h0.values()[3 * HIDDEN + 1]);
        assertThat(problem.initialState().get(3, HIDDEN + 1)).isEqualTo(c0.values()[1]);
        assertThat(problem.initialState().get(3, 2 * HIDDEN + 1)).isEqualTo(h0.values()[(TRIALS + 3) * HIDDEN + 1]);
        assertThat(problem.initialState().get(3, 3 * HIDDEN + 1)).isEqualTo(c0.values()[HIDDEN + 1]);
    }

    @Test
    void leavesTheOtherStatePartAtZero() {
        ModelSettings settings =
                new ModelSettings("lstm").withC0(write("c0.npz", List.of(array("c0", TRIALS, HIDDEN))));

        Problem problem = problem(layers("", 4, 1, true), settings);

        assertThat(problem.initialState().get(1, 2)).isZero();
        assertThat(problem.initialState().get(1, HIDDEN + 2)).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "3 5", "2 4 5", "1 4 5 1", "4 6"})
    void refusesAnInitialStateOfAnotherShape(String shape) {
        Integer[] sizes =
                List.of(shape.split(" ")).stream().map(Integer::valueOf).toArray(Integer[]::new);
        ModelSettings settings = new ModelSettings("gru").withH0(write("h0.npz", List.of(array("h0", sizes))));

        assertThatThrownBy(() -> problem(layers("", 3, 1, true), settings))
                .hasMessageContaining("has shape " + List.of(sizes) + ", but [5], [4, 5] or [1, 4, 5] is needed.")
                .satisfies(e -> assertThat(id(e)).isEqualTo(ErrorId.SHAPE_MISMATCH));
    }

    @Test
    void refusesACellStateForACellThatHasNone() {
        ModelSettings settings = new ModelSettings("gru").withC0(write("c0.npz", List.of(array("c0", HIDDEN))));

        assertThatThrownBy(() -> problem(layers("", 3, 1, true), settings))
                .hasMessageStartingWith("An initial c0 was given, but cell 'gru' has 1 state part.");
    }

    /** A user's own cell, with a tensor whose size is neither H nor a multiple of it. */
    private ModelFiles withUsersCell() {
        return new ModelFiles(
                Cells.find(ProviderSources.withCell(new ProviderJars(folder), "mine.jar", "Mine", "mine", "")
                        .loader()));
    }

    @Test
    void findsTheSizesOfAUsersCellUnderNamesOfItsOwn() {
        ArrayReference model = write(
                "mine.npz",
                List.of(
                        array("core.W", HIDDEN, INPUT),
                        array("core.U", HIDDEN, HIDDEN),
                        array("core.gain", 2 * HIDDEN + 1),
                        array("readout.weight", 2, HIDDEN)));

        Problem problem =
                withUsersCell().problem(model, inputs(), new ModelSettings("mine").withObservable(Observable.OUTPUTS));

        assertThat(problem.model().hiddenSize()).isEqualTo(HIDDEN);
        assertThat(problem.model().inputSize()).isEqualTo(INPUT);
        assertThat(problem.model().readout()).contains(new Readout(2, false));
        assertThat(problem.parameters().tensor("U"))
                .isEqualTo(array("core.U", HIDDEN, HIDDEN).values());
    }

    @Test
    void findsTheLayersOfAUsersCell() {
        List<NumericArray> arrays = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            arrays.add(array("W_l" + i, HIDDEN, i == 0 ? INPUT : HIDDEN));
            arrays.add(array("U_l" + i, HIDDEN, HIDDEN));
            arrays.add(array("gain_l" + i, 2 * HIDDEN + 1));
        }

        Problem problem = withUsersCell().problem(write("mine.npz", arrays), inputs(), new ModelSettings("mine"));

        assertThat(problem.model().cell().stateParts()).isEqualTo(3);
    }

    @Test
    void refusesAUsersCellWhoseTensorsDoNotFit() {
        ArrayReference model = write(
                "mine.npz", List.of(array("W", HIDDEN, INPUT), array("U", HIDDEN, HIDDEN), array("gain", 2 * HIDDEN)));

        assertThatThrownBy(() -> withUsersCell().problem(model, inputs(), new ModelSettings("mine")))
                .hasMessageContaining(
                        "Parameter tensor 'gain' has shape [10], but cell 'mine' with input size 3 and hidden"
                                + " size 5 needs [11].");
    }
}
