package io.ntk.training.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cells.CellLibrary;
import io.ntk.cells.EquationProvider;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The error is the derivative of the loss, and the flow is what a small step of gradient descent does. */
class ObservedLossTest {
    private static final int TRIALS = 3;
    private static final int STEPS = 5;
    private static final int CHANNELS = 2;
    private static final int HIDDEN = 6;
    private static final int OUTPUTS = 3;

    private static final NtkRuntime RUNTIME = NtkRuntime.create();
    private static final AutodiffBackend BACKEND = RUNTIME.backend();

    @AfterAll
    static void stop() {
        RUNTIME.close();
    }

    private static double[] random(int count, long stream, double scale) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(3, stream, 0, values, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] *= scale;
        }
        return values;
    }

    /** Outputs are observed. */
    private static Problem problem(Cell cell) {
        RecurrentModel model =
                new RecurrentModel("any", cell, CHANNELS, HIDDEN, Optional.of(new Readout(OUTPUTS, true)));
        return new Problem(
                        model,
                        Parameters.of(model.layout(), random(model.layout().size(), 0, 0.5)),
                        Inputs.of(TRIALS, STEPS, CHANNELS, random(TRIALS * STEPS * CHANNELS, 1, 1)))
                .withObservable(Observable.OUTPUTS)
                .withPrecision(Precision.FLOAT64);
    }

    private static Cell cell(EquationProvider cell) {
        double[] signs = new double[HIDDEN * HIDDEN];
        double[] mask = new double[HIDDEN * HIDDEN];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = i % HIDDEN < 4 ? 1 : -1;
            mask[i] = i / HIDDEN == i % HIDDEN ? 0 : 1;
        }
        return switch (cell.name()) {
            case "dale_rate" -> cell.create(CellOptions.DEFAULT, Map.of(), Map.of("sign", signs, "mask", mask));
            case "dale_masked" -> {
                Arrays.setAll(mask, i -> mask[i] * signs[i]);
                yield cell.create(CellOptions.DEFAULT, Map.of(), Map.of("mask", mask));
            }
            case "low_rank_rate" -> cell.create(CellOptions.DEFAULT, Map.of("R", 2), Map.of());
            default -> cell.create(CellOptions.DEFAULT);
        };
    }

    static List<EquationProvider> library() {
        return CellLibrary.shipped();
    }

    private static double[] observed(Problem problem) {
        try (Linearization linearization = BACKEND.linearize(problem)) {
            return linearization.observations();
        }
    }

    private static Problem moved(Problem problem, double[] gradient, double rate) {
        double[] theta = problem.parameters().toArray();
        for (int i = 0; i < gradient.length; i++) {
            theta[i] -= rate * gradient[i];
        }
        return problem.withParameters(Parameters.of(problem.model().layout(), theta));
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(value -> value * value).sum());
    }

    /** The parameters of the cell come before those of the readout, which the states do not depend on. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("library")
    void aSmallStepOfDescentMovesTheStatesByTheFlow(EquationProvider cell) {
        Problem problem = ObservedLoss.observing(problem(cell(cell)), Observable.STATES);
        Targets targets = RandomTargets.numbers(TRIALS, STEPS, OUTPUTS);
        try (Linearization linearization = BACKEND.linearize(problem)) {
            double[] error =
                    ObservedLoss.of(BACKEND, linearization, Loss.MSE, targets).error();
            GradientFlow flow = GradientFlow.of(linearization, error);
            double[] before = linearization.observations();
            double previous = Double.NaN;
            for (double length = 1e-3; length > 5e-7; length /= 10) {
                double rate = length / flow.gradientNorm();
                double[] off = observed(moved(problem, flow.gradient(), rate));
                for (int i = 0; i < off.length; i++) {
                    off[i] -= before[i] + rate * flow.flow()[i];
                }
                double now = norm(off);
                assertThat(now).as("beside the flow").isLessThan(length * rate * flow.flowNorm() * 1e3);
                if (!Double.isNaN(previous)) {
                    assertThat(Math.log10(previous / now))
                            .as("order at length %s", length)
                            .isCloseTo(2, within(0.1));
                }
                previous = now;
            }
        }
    }

    /** Whatever lies between the states and the outputs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("library")
    void theGradientThroughTheStatesIsThatThroughTheOutputs(EquationProvider cell) {
        Problem problem = problem(cell(cell));
        Targets targets = RandomTargets.classes(TRIALS, STEPS, OUTPUTS);
        try (Linearization outputs = BACKEND.linearize(problem);
                Linearization states = BACKEND.linearize(ObservedLoss.observing(problem, Observable.STATES))) {
            ObservedLoss ofOutputs = ObservedLoss.of(BACKEND, outputs, Loss.CROSS_ENTROPY, targets);
            ObservedLoss ofStates = ObservedLoss.of(BACKEND, states, Loss.CROSS_ENTROPY, targets);
            assertThat(ofStates.value()).isCloseTo(ofOutputs.value(), within(1e-13));
            double[] whole = GradientFlow.of(outputs, ofOutputs.error()).gradient();
            double[] part = GradientFlow.of(states, ofStates.error()).gradient();
            assertThat(part).containsExactly(Arrays.copyOf(whole, part.length), within(1e-14));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Observable.class,
            names = {"STATES", "OUTPUTS"})
    void theGradientIsTheDerivativeOfTheLoss(Observable observable) {
        Problem problem = ObservedLoss.observing(problem(new LstmCell(true)), observable);
        Targets targets = RandomTargets.numbers(TRIALS, STEPS, OUTPUTS);
        try (Linearization linearization = BACKEND.linearize(problem)) {
            double[] gradient = GradientFlow.of(
                            linearization,
                            ObservedLoss.of(BACKEND, linearization, Loss.MSE, targets)
                                    .error())
                    .gradient();
            assertThat(gradient)
                    .hasSize(problem.model().layout().size() - (observable.isOutput() ? 0 : OUTPUTS * (HIDDEN + 1)));
            for (int i = 0; i < gradient.length; i += 5) {
                double[] direction = new double[gradient.length];
                direction[i] = 1;
                double step = 1e-5;
                double measured = (loss(moved(problem, direction, -step), targets)
                                - loss(moved(problem, direction, step), targets))
                        / (2 * step);
                assertThat(gradient[i]).isCloseTo(measured, within(1e-9));
            }
        }
    }

    private static double loss(Problem problem, Targets targets) {
        Problem outputs = problem.withSelection(ParameterSelection.all()).withObservable(Observable.OUTPUTS);
        return Loss.MSE.of(targets, observed(outputs)).value();
    }

    /** Reads the memory of an LSTM. */
    private record MemoryRead(Cell cell) implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return cell.parameters(inputSize, hiddenSize);
        }

        @Override
        public int stateParts() {
            return 2;
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            return cell.step(math, theta, input, state);
        }

        @Override
        public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
            return state.get(1);
        }
    }

    @Test
    void mistakesAreNamed() {
        Targets targets = RandomTargets.numbers(TRIALS, STEPS, OUTPUTS);
        refused(problem(new LstmCell(true)), RandomTargets.numbers(TRIALS, STEPS, 2), "[3, 5, 2], but the outputs");
        refused(
                problem(new LstmCell(true)).withObservable(Observable.FINAL_OUTPUT),
                targets,
                "The final-output is observed");
        Problem memory = ObservedLoss.observing(problem(new MemoryRead(new LstmCell(true))), Observable.STATES);
        refused(memory, targets, "read from state part 1 too");
        Problem readoutAlone = problem(new LstmCell(true)).withSelection(ParameterSelection.of(List.of("readout.*")));
        assertThatThrownBy(() -> ObservedLoss.observing(readoutAlone, Observable.STATES))
                .hasMessageContaining("Only the readout is differentiated");
        double[] fitted = observed(problem(new LstmCell(true)));
        boolean[] all = new boolean[TRIALS * STEPS];
        Arrays.fill(all, true);
        refused(problem(new LstmCell(true)), new Targets(TRIALS, STEPS, OUTPUTS, fitted, all), "The error is zero");
    }

    private static void refused(Problem problem, Targets targets, String message) {
        assertThatThrownBy(() -> {
                    try (Linearization linearization = BACKEND.linearize(problem)) {
                        GradientFlow.of(
                                linearization,
                                ObservedLoss.of(BACKEND, linearization, Loss.MSE, targets)
                                        .error());
                    }
                })
                .hasMessageContaining(message);
    }
}
