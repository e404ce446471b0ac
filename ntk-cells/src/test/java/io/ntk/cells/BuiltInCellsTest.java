package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StandardCells;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import io.ntk.program.StepProgram;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in cells as equations, against the same cells in Java. */
class BuiltInCellsTest {
    static Stream<Arguments> cells() {
        List<CellProvider> cells = List.of(
                new StandardCells.RnnTanh(),
                new StandardCells.RnnRelu(),
                new StandardCells.Gru(),
                new StandardCells.Lstm(),
                new StandardCells.Leaky());
        return cells.stream()
                .flatMap(java -> Stream.of(
                                CellOptions.DEFAULT,
                                CellOptions.DEFAULT.withBias(true),
                                CellOptions.DEFAULT.withBias(false).withLayers(2))
                        .map(options -> Arguments.of(java, options)));
    }

    private static EquationProvider equations(String name) {
        return CellLibrary.shipped().stream()
                .filter(cell -> cell.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The same parameters in the same order, and as many operations, so that nothing is slower. */
    @ParameterizedTest
    @MethodSource("cells")
    void recordsTheSameProgram(CellProvider java, CellOptions options) {
        EquationProvider equations = equations(java.name());
        RecurrentModel expected = new RecurrentModel("java", java.create(options), 3, 5);
        RecurrentModel model = new RecurrentModel("equations", equations.create(options), 3, 5);

        assertThat(model.layout()).isEqualTo(expected.layout());
        assertThat(model.cell().weights(3, 5)).extracting(WeightMap::isIdentity).isEqualTo(true);
        assertThat(StepProgram.trace(model).nodes())
                .hasSameSizeAs(StepProgram.trace(expected).nodes());
        assertThat(StepProgram.trace(model).nodes().stream()
                        .map(node -> node.op().name())
                        .sorted())
                .containsExactlyElementsOf(StepProgram.trace(expected).nodes().stream()
                        .map(node -> node.op().name())
                        .sorted()
                        .toList());
        assertThat(equations.readoutOf()).isEqualTo(java.readoutOf());
        assertThat(equations.optionalTensors()).containsAll(java.optionalTensors());
        assertThat(equations.aliases()).isEqualTo(java.aliases());
        assertThat(equations.description()).isEqualTo(java.description());
    }

    @ParameterizedTest
    @MethodSource("io.ntk.tck.golden.GoldenCase#all")
    void givesTheStatesOfTheGoldenCases(GoldenCase golden) {
        CellOptions options =
                golden.factNames().contains("dt") ? CellOptions.DEFAULT.withDt(golden.fact("dt")) : CellOptions.DEFAULT;
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
}
