package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Float32ContractionTest {
    private static final MemoryBudget MEMORY = new MemoryBudget(1L << 28);

    /** What {@link ExactRounding} says of products in float32. */
    private static final double OF_TRACE = 2 * Precision.FLOAT32.epsilon();

    private static final double OF_ALIGNMENT = Precision.FLOAT32.epsilon() / 2;

    private final ReferenceBackend backend = new ReferenceBackend();

    static Stream<Arguments> cells() {
        return Stream.of(
                        new RnnCell(RnnCell.Activation.TANH, true),
                        new RnnCell(RnnCell.Activation.RELU, true),
                        new GruCell(true),
                        new LstmCell(true))
                .flatMap(cell -> IntStream.rangeClosed(1, 20).mapToObj(seed -> Arguments.of(cell, seed)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void losesLittleOfTheTracesAndLessOfTheirAlignment(Cell cell, int seed) {
        Problem problem = RandomProblem.of(cell, 7, 9, 6);
        Problem before = problem.withParameters(RandomProblem.parameters(problem.model(), 2L * seed));
        Problem after = problem.withParameters(RandomProblem.parameters(problem.model(), 2L * seed + 1));
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after);
                ThreadTeam workers = new ThreadTeam(2)) {
            ModelPieces left = new ModelPieces(a, MEMORY.keptBy(2), TrialPairs.ALL);
            ModelPieces right = new ModelPieces(b, MEMORY.keptBy(2), TrialPairs.ALL);
            SiteTensors tensors = SiteTensors.of(a, b).orElseThrow();
            List<ParameterClass> classes = ExactNtk.classes(tensors, left, right);
            for (int way = 0; way < 2; way++) {
                double[] exact = new double[3];
                double[] rounded = new double[3];
                ModelPieces[][] pairs = {{left, left}, {left, right}, {right, right}};
                for (int i = 0; i < pairs.length; i++) {
                    exact[i] = sum(way, pairs[i], Precision.FLOAT64, classes, tensors, workers);
                    rounded[i] = sum(way, pairs[i], Precision.FLOAT32, classes, tensors, workers);
                }
                assertThat(rounded).as("in float32").isNotEqualTo(exact);
                assertThat(rounded[0]).isCloseTo(exact[0], within(OF_TRACE * exact[0]));
                assertThat(rounded[2]).isCloseTo(exact[2], within(OF_TRACE * exact[2]));
                assertThat(alignment(rounded))
                        .isCloseTo(alignment(exact), within(OF_ALIGNMENT * (1 + alignment(exact))));
            }
        }
    }

    private static double alignment(double[] traces) {
        return traces[1] / Math.sqrt(traces[0] * traces[2]);
    }

    private static double sum(
            int way,
            ModelPieces[] models,
            Precision precision,
            List<ParameterClass> classes,
            SiteTensors tensors,
            ThreadTeam workers) {
        ModelPair pair = ModelPair.of(models[0], models[1], precision);
        Contraction one = way == 0
                ? new FeatureContraction(pair, classes, tensors.whole(), workers, MEMORY)
                : new TrialContraction(
                        pair,
                        Entries.of(models[0], classes).orElseThrow(),
                        Entries.of(models[1], classes).orElseThrow(),
                        classes,
                        tensors.whole(),
                        workers,
                        MEMORY);
        return one.compute()[0][0];
    }

    @Test
    void isTakenWhereItsRangeSuffices() {
        Problem usual = RandomProblem.of(new RnnCell(RnnCell.Activation.RELU, true), 4, 5, 3);
        assertThat(fitting(usual)).isEqualTo(Precision.FLOAT32);
        // A factor of 10^7 at each of four steps, and slopes of 1.
        assertThat(fitting(scaled(usual, 1e7))).isEqualTo(Precision.FLOAT64);
        assertThat(new Magnitudes(1e-12, 1, 1).fitting()).isEqualTo(Precision.FLOAT64);
        assertThat(new Magnitudes(1, 1e-12, 1).fitting()).isEqualTo(Precision.FLOAT64);
        assertThat(new Magnitudes(1, 1, 1e-12).fitting()).isEqualTo(Precision.FLOAT64);
        assertThat(new Magnitudes(Double.NaN, 1, 1).fitting()).isEqualTo(Precision.FLOAT64);
        assertThat(new Magnitudes(1, 1, 1).fitting()).isEqualTo(Precision.FLOAT32);
    }

    private static Problem scaled(Problem problem, double factor) {
        double[] values = problem.parameters().toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return problem.withParameters(Parameters.of(problem.model().layout(), values));
    }

    private Precision fitting(Problem problem) {
        try (Linearization linearization = backend.linearize(problem);
                ThreadTeam workers = new ThreadTeam(2)) {
            ModelPieces model = new ModelPieces(linearization, MEMORY.keptBy(1), TrialPairs.ALL);
            SiteTensors tensors = SiteTensors.of(linearization, linearization).orElseThrow();
            return Magnitudes.of(model, ExactNtk.classes(tensors, model, model), workers)
                    .fitting();
        }
    }
}
