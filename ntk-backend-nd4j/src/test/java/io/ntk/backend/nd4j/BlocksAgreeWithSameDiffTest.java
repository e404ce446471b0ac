package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.VocabularyCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SameDiff is the oracle of the block path: J, P, F and their adjoints, in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlocksAgreeWithSameDiffTest {
    /** Ulps of the largest element; the sums here have at most some thousand terms. */
    private static final double TOLERANCE = 1e4 * Precision.FLOAT64.epsilon();

    private final AutodiffBackend blocks = start("blocks");
    private final AutodiffBackend sameDiff = start("samediff");

    private static AutodiffBackend start(String path) {
        return new Nd4jBackendProvider().create(BackendOptions.defaults().withSettings(Map.of("path", path)));
    }

    @AfterAll
    void stop() {
        blocks.close();
        sameDiff.close();
    }

    static List<Named<Problem>> problems() {
        List<Named<Problem>> problems = new ArrayList<>();
        Cell lstm = new LstmCell(true);
        Cell rnn = new RnnCell(RnnCell.Activation.TANH, true);
        Cell gru = StackedCell.of(new GruCell(true), 2);
        problems.add(Named.of("lstm", problem(lstm, 3, 4, 2, 5)));
        problems.add(Named.of("two layers of gru", problem(gru, 3, 4, 2, 3)));
        problems.add(Named.of("euler", problem(new EulerCell(new LeakyField(true), 0.3), 3, 4, 2, 4)));
        problems.add(Named.of("rk4", problem(new Rk4Cell(new LeakyField(true), 0.3), 3, 4, 2, 4)));
        problems.add(Named.of("every operation", problem(new VocabularyCell(), 3, 4, 2, 4)));
        problems.add(Named.of("odd cell", problem(new OddCell(), 2, 5, 3, 4)));
        problems.add(Named.of("several windows of steps", problem(rnn, 300, 10, 1, 2)));
        problems.add(Named.of("one of everything", problem(rnn, 1, 1, 1, 1)));
        for (Observable observable : Observable.values()) {
            problems.add(Named.of(observable.label(), problem(lstm, 2, 3, 2, 3).withObservable(observable)));
        }
        problems.add(Named.of(
                "a readout's weight of outputs",
                problem(lstm, 2, 3, 2, 3)
                        .withObservable(Observable.OUTPUTS)
                        .withSelection(ParameterSelection.of(List.of("readout.weight", "bias_hh")))));
        problems.add(Named.of(
                "a readout's weight of states",
                problem(lstm, 2, 3, 2, 3).withSelection(ParameterSelection.of(List.of("readout.*")))));
        return problems;
    }

    private static Problem problem(Cell cell, int trials, int steps, int inputs, int hidden) {
        RecurrentModel model = new RecurrentModel("test", cell, inputs, hidden, Optional.of(new Readout(2, true)));
        double[] theta = numbers(model.layout().size(), 1);
        double[] x = numbers(trials * steps * inputs, 2);
        double[] initial = numbers(trials * model.stateSize(), 3);
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(trials, steps, inputs, x))
                .withInitialState(InitialState.of(trials, model.stateSize(), initial))
                .withPrecision(Precision.FLOAT64);
    }

    private static double[] numbers(int count, long seed) {
        double[] numbers = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, numbers, 0, count);
        for (int i = 0; i < count; i++) {
            numbers[i] *= 0.5;
        }
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyProductAgrees(Problem problem) {
        try (Linearization fast = blocks.linearize(problem);
                Linearization oracle = sameDiff.linearize(problem)) {
            expectClose("states", fast.observations(), oracle.observations());
            expectSame("J", fast.jacobian(), oracle.jacobian());
            expectSame("P", fast.propagation(), oracle.propagation());
            expectSame("F", fast.oneStepJacobian(), oracle.oneStepJacobian());
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void columnsDoNotDependOnTheChunk(Problem problem) {
        BackendOptions oneColumn = BackendOptions.defaults().withMemoryLimit(bytesOfAColumn(problem));
        try (AutodiffBackend narrow = new Nd4jBackendProvider().create(oneColumn);
                Linearization chunked = narrow.linearize(problem);
                Linearization whole = blocks.linearize(problem)) {
            expectSame("J", chunked.jacobian(), whole.jacobian());
            expectSame("P", chunked.propagation(), whole.propagation());
            expectSame("F", chunked.oneStepJacobian(), whole.oneStepJacobian());
        }
    }

    /** The bytes that one column needs, as the refusal to work with fewer says. */
    private static long bytesOfAColumn(Problem problem) {
        try (AutodiffBackend refusing = new Nd4jBackendProvider()
                        .create(BackendOptions.defaults().withMemoryLimit(1));
                Linearization derivative = refusing.linearize(problem);
                MultiVector v = derivative.observationSpace().zeros(1)) {
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> derivative.vjp(v));
            assertThat(refusal.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
            Matcher bytes = Pattern.compile("Raise the memory limit to at least (\\d+) bytes\\.")
                    .matcher(refusal.remedy());
            assertThat(bytes.matches()).as(refusal.getMessage()).isTrue();
            return Long.parseLong(bytes.group(1));
        }
    }

    private static void expectSame(String name, LinearOperator actual, LinearOperator expected) {
        expectSameProduct(name, actual, expected);
        expectSameProduct(name + "ᵀ", actual.adjoint(), expected.adjoint());
    }

    private static void expectSameProduct(String name, LinearOperator actual, LinearOperator expected) {
        try (MultiVector x = actual.domain().probes(ProbeDistribution.GAUSSIAN, 7, 0, 3);
                MultiVector y = actual.times(x);
                MultiVector z = expected.times(x)) {
            for (int j = 0; j < 3; j++) {
                expectClose(name, y.toArray(j), z.toArray(j));
            }
        }
    }

    private static void expectClose(String name, double[] actual, double[] expected) {
        double scale = 1e-300;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s[%d]: %s where SameDiff has %s", name, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE * scale);
        }
    }
}
