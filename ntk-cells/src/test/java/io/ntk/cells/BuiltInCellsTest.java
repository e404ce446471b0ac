package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.RnnCell.Activation;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import io.ntk.program.StepProgram;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cells of PyTorch and the leaky network, against the same cells in Java. */
class BuiltInCellsTest {
    private static final CellOptions DEFAULT = CellOptions.DEFAULT;

    static Stream<Arguments> cells() {
        return Stream.of(
                        gated("rnn_tanh", (ih, hh) -> new RnnCell(Activation.TANH, ih, hh)),
                        gated("rnn_relu", (ih, hh) -> new RnnCell(Activation.RELU, ih, hh)),
                        gated("gru", GruCell::new),
                        gated("lstm", LstmCell::new),
                        Stream.of(
                                Arguments.of("leaky", DEFAULT, new EulerCell(new LeakyField(false), 0.1)),
                                Arguments.of(
                                        "leaky",
                                        DEFAULT.withBias(true).withDt(0.3),
                                        new EulerCell(new LeakyField(true), 0.3)),
                                Arguments.of(
                                        "leaky",
                                        DEFAULT.withBias(false).withLayers(2),
                                        StackedCell.of(new EulerCell(new LeakyField(false), 0.1), 2))))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> gated(String name, BiFunction<Boolean, Boolean, Cell> java) {
        return Stream.of(
                Arguments.of(name, DEFAULT, java.apply(true, true)),
                Arguments.of(name, DEFAULT.withBias(true), java.apply(true, true)),
                Arguments.of(name, DEFAULT.withAbsent(Set.of("bias_hh")), java.apply(true, false)),
                Arguments.of(name, DEFAULT.withAbsent(Set.of("bias_ih")), java.apply(false, true)),
                Arguments.of(name, DEFAULT.withAbsent(Set.of("bias_ih", "bias_hh")), java.apply(false, false)),
                Arguments.of(name, DEFAULT.withBias(false).withLayers(2), StackedCell.of(java.apply(false, false), 2)),
                Arguments.of(
                        name,
                        DEFAULT.withLayers(3).withAbsent(Set.of("bias_hh")),
                        StackedCell.of(java.apply(true, false), 3)));
    }

    private static EquationProvider equations(String name) {
        return CellLibrary.shipped().stream()
                .filter(cell -> cell.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The same operations on the same arguments in the same order: every engine computes the same bits at the same speed. */
    @ParameterizedTest
    @MethodSource("cells")
    void recordsTheSameProgram(String name, CellOptions options, Cell java) {
        RecurrentModel expected = new RecurrentModel("java", java, 3, 5);
        RecurrentModel model = new RecurrentModel("equations", equations(name).create(options), 3, 5);

        assertThat(model.layout()).isEqualTo(expected.layout());
        assertThat(model.cell().weights(3, 5)).extracting(WeightMap::isIdentity).isEqualTo(true);
        assertThat(model.readsObservedPart()).isTrue();
        assertThat(operations(model)).isEqualTo(operations(expected));
    }

    private static List<String> operations(RecurrentModel model) {
        StepProgram program = StepProgram.trace(model);
        return Stream.concat(
                        program.sites().stream().map(Object::toString),
                        program.nodes().stream()
                                .map(node -> node + " of " + node.arguments() + " " + node.width() + " " + node.index()
                                        + " " + node.constant()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("io.ntk.tck.golden.GoldenCase#all")
    void givesTheStatesOfTheGoldenCases(GoldenCase golden) {
        CellOptions options = golden.factNames().contains("dt") ? DEFAULT.withDt(golden.fact("dt")) : DEFAULT;
        Problem java = golden.problemBefore(Precision.FLOAT64);
        RecurrentModel model = new RecurrentModel(
                golden.name(),
                equations(golden.name()).create(options),
                java.model().inputSize(),
                java.model().hiddenSize());
        try (ReferenceBackend engine = new ReferenceBackend()) {
            double[] states = engine.linearize(
                            new Problem(model, golden.before(), golden.inputs()).withPrecision(Precision.FLOAT64))
                    .observations();
            assertThat(states).containsExactly(golden.array("states_before"), within(1e-12));
        }
    }

    @Test
    void saysWhatTheReadoutMultiplies() {
        assertThat(equations("leaky").readoutOf()).isEqualTo("the state itself, not tanh of it");
        assertThat(equations("gru").readoutOf()).isEqualTo("the state itself");
        assertThat(equations("rnn_tanh").aliases()).containsExactly("rnn");
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh, true", "rnn_relu, true", "gru, true", "lstm, true", "leaky, false"})
    void biasesAreTheCellsOwnUnlessSaid(String name, boolean usual) {
        EquationProvider provider = equations(name);
        assertThat(hasBias(provider.create(DEFAULT))).isEqualTo(usual);
        assertThat(hasBias(provider.create(DEFAULT.withBias(true)))).isTrue();
        assertThat(hasBias(provider.create(DEFAULT.withBias(false)))).isFalse();
        assertThat(provider.optionalTensors()).allMatch(tensor -> tensor.startsWith("bias"));
    }

    private static boolean hasBias(Cell cell) {
        return cell.parameters(2, 2).names().stream().anyMatch(name -> name.startsWith("bias"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void layersAreStacked(String name) {
        EquationProvider provider = equations(name);
        Cell one = provider.create(DEFAULT);
        Cell three = provider.create(DEFAULT.withLayers(3));
        assertThat(three.stateParts()).isEqualTo(3 * one.stateParts());
        assertThat(three.parameters(2, 4).names()).contains("weight_hh_l0", "weight_hh_l2");
        assertThat(one.parameters(2, 4).names()).contains("weight_hh");
        assertThatThrownBy(() -> provider.create(DEFAULT.withLayers(0)))
                .hasMessage("The number of layers is 0. Give at least 1.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm"})
    void discreteCellsHaveNoTimeStepAndNoConstants(String name) {
        assertThatThrownBy(() -> equations(name).create(DEFAULT.withDt(0.5)))
                .hasMessage("Cell '" + name + "' was given dt = 0.5, but it is a map in discrete time. "
                        + "Leave dt out, or choose a continuous-time cell such as leaky.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.INVALID_ARGUMENT);
        assertThatThrownBy(() -> equations(name).with(Map.of("alpha", "0.5")).create(DEFAULT))
                .hasMessage("Cell '" + name + "' was given alpha, but it has no constants that could be set. "
                        + "Leave it out; 'ntk cells NAME' prints the equations of a cell.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.INVALID_ARGUMENT);
    }

    @Test
    void theTimeStepIsAConstantOfLeaky() {
        Cell set = equations("leaky").with(Map.of("dt", "0.3")).create(DEFAULT);

        assertThat(set.hasEquationsOf(equations("leaky").create(DEFAULT.withDt(0.3))))
                .isTrue();
        assertThat(set.hasEquationsOf(equations("leaky").create(DEFAULT))).isFalse();
        assertThatThrownBy(() -> equations("leaky").create(DEFAULT.withDt(-1)))
                .hasMessage("Cell 'leaky' was given dt = -1.0. Give a positive, finite number.");
        assertThatThrownBy(() -> equations("leaky").with(Map.of("dt", "0.3")).create(DEFAULT.withDt(0.2)))
                .hasMessage("Cell 'leaky' was given dt = 0.2 and, as a constant, dt = 0.3. Give one of them.");
        assertThatThrownBy(() -> equations("leaky").with(Map.of("td", "0.3")).create(DEFAULT))
                .hasMessage("Cell 'leaky' was given td = 0.3. The cell has no such constant. "
                        + "Did you mean 'dt'? Known are: dt.");
    }

    /** A cluster is sent the cell. */
    @ParameterizedTest
    @MethodSource("cells")
    void isTheSameCellElsewhere(String name, CellOptions options, Cell java)
            throws IOException, ClassNotFoundException {
        Cell cell = equations(name).create(options);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(cell);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Cell copy = (Cell) in.readObject();
            assertThat(copy.hasEquationsOf(cell)).isTrue();
            assertThat(operations(new RecurrentModel("copy", copy, 3, 5)))
                    .isEqualTo(operations(new RecurrentModel("java", java, 3, 5)));
        }
    }

    @Test
    void comeFirst() {
        assertThat(CellLibrary.shipped().stream()
                        .limit(5)
                        .map(EquationProvider::name)
                        .collect(Collectors.toSet()))
                .isEqualTo(GoldenCase.all().stream().map(GoldenCase::name).collect(Collectors.toSet()));
    }
}
