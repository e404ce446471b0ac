package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.linalg.DirectBuffers;
import io.ntk.tck.reference.ReferenceBackend;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {
    private final ReferenceBackend backend = new ReferenceBackend();

    /** Cells of 5 units, and how many entries their parameters push. */
    static Stream<Arguments> cells() {
        Cell rnn = new RnnCell(RnnCell.Activation.TANH, true);
        return Stream.of(
                Arguments.of(rnn, 5),
                Arguments.of(new GruCell(true), 5),
                Arguments.of(new LstmCell(true), 10),
                Arguments.of(new StackedCell(rnn, 2), 10),
                Arguments.of(new StackedCell(new GruCell(true), 3), 15),
                Arguments.of(new StackedCell(new LstmCell(true), 2), 20));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void doNotGrowWithTheNumberOfGates(Cell cell, int expected) {
        try (Linearization linearization = backend.linearize(RandomProblem.of(cell))) {
            assertThat(entries(linearization).orElseThrow().width())
                    .as(cell.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void areMissingWhereOneParameterPushesSeveral() {
        try (Linearization linearization =
                backend.linearize(RandomProblem.of(new Rk4Cell(new LeakyField(true), 0.4)))) {
            assertThat(entries(linearization)).isEmpty();
        }
    }

    /** Of few units all elements of the directions are stored, of more only those that are not zero. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20})
    void giveBackTheColumnsOfD(int units) {
        try (Linearization linearization = backend.linearize(RandomProblem.of(new LstmCell(true), units, 3, 4))) {
            ModelPieces model = pieces(linearization);
            List<ParameterClass> classes = classes(linearization, model);
            Entries entries = Entries.of(model, classes).orElseThrow();
            Map<SiteColumn, double[]> slopes = entries.slopes();
            assertThat(entries.shape(0).isSparse()).isEqualTo(units > 5);
            DirectBuffers workspace = new DirectBuffers("test");
            double[] expected = new double[model.perturbationSize()];
            for (ParameterClass of : classes) {
                for (int trial = 0; trial < model.trials(); trial++) {
                    DoubleBuffer directions = entries.jacobians(0, trial, workspace);
                    for (int i = 0; i < of.width(); i++) {
                        SiteColumn column = new SiteColumn(of.places().get(0).site(), i);
                        TrialColumns given = new TrialColumns(model, List.of(column), trial, workspace);
                        for (int step = 0; step < model.steps(trial); step++) {
                            double slope = slopes.get(column)[model.stepsBefore(trial) + step];
                            double[] direction = new double[model.perturbationSize()];
                            entries.shape(0).copy(directions, step, entries.entryOf(of, i), direction);
                            given.copy(column, step, expected);
                            for (int row = 0; row < expected.length; row++) {
                                assertThat(slope * direction[row]).isCloseTo(expected[row], within(1e-15));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void keepColumnsApartThatAreParallelAtSomeStepsOnly() {
        double[][] parallel = {{1, 2, 0}, {-2, -4, 0}};
        double[][] apart = {{1, 2, 0}, {1, 2 + 1e-12, 0}};
        assertThat(Direction.of(parallel).isParallel(parallel[0], 0x1p-49)).isTrue();
        assertThat(Direction.of(apart).isParallel(apart[0], 0x1p-49)).isFalse();
        assertThat(Direction.of(new double[][] {{0, 0}, {0, 0}}).isParallel(new double[] {0, 0}, 0x1p-49))
                .isTrue();
        assertThat(Direction.of(parallel).isParallel(new double[] {Double.NaN, 0, 0}, 0x1p-49))
                .isFalse();
    }

    private static Optional<Entries> entries(Linearization linearization) {
        ModelPieces model = pieces(linearization);
        return Entries.of(model, classes(linearization, model));
    }

    private static ModelPieces pieces(Linearization linearization) {
        return new ModelPieces(linearization, 1 << 20);
    }

    private static List<ParameterClass> classes(Linearization linearization, ModelPieces model) {
        return ExactNtk.classes(SiteTensors.of(linearization).orElseThrow(), model, model);
    }
}
