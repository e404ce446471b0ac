package io.ntk.training.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrozenKernelTest {
    private static final int TRIALS = 4;
    private static final int STEPS = 6;
    private static final int OUTPUTS = 3;
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(60);
    private static final NtkRuntime RUNTIME = NtkRuntime.create();

    @AfterAll
    static void stop() {
        RUNTIME.close();
    }

    private static double[] random(int count, long stream) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(5, stream, 0, values, 0, count);
        return values;
    }

    private static Problem problem() {
        RecurrentModel model =
                new RecurrentModel("gru", new GruCell(true), 2, 5, Optional.of(new Readout(OUTPUTS, true)));
        double[] theta = random(model.layout().size(), 0);
        for (int i = 0; i < theta.length; i++) {
            theta[i] /= 2;
        }
        return new Problem(
                        model,
                        Parameters.of(model.layout(), theta),
                        Inputs.of(TRIALS, STEPS, 2, random(TRIALS * STEPS * 2, 1)))
                .withObservable(Observable.OUTPUTS)
                .withPrecision(Precision.FLOAT64);
    }

    private static Targets targets(Loss loss) {
        return loss == Loss.MSE
                ? RandomTargets.numbers(TRIALS, STEPS, OUTPUTS)
                : RandomTargets.classes(TRIALS, STEPS, OUTPUTS);
    }

    private static double[] descent(Problem problem, Loss loss, Targets targets, double rate, int steps) {
        double[] losses = new double[steps + 1];
        Problem now = problem;
        for (int s = 0; s <= steps; s++) {
            try (Linearization linearization = RUNTIME.backend().linearize(now)) {
                ObservedLoss found = ObservedLoss.of(RUNTIME.backend(), linearization, loss, targets);
                losses[s] = found.value();
                double[] step = io.ntk.estimators.flow.GradientFlow.of(linearization, found.error())
                        .gradient();
                double[] theta = now.parameters().toArray();
                int from = problem.model()
                        .layout()
                        .tensor(problem.selectedLayout().names().get(0))
                        .offset();
                for (int i = 0; i < step.length; i++) {
                    theta[from + i] -= rate * step[i];
                }
                now = now.withParameters(Parameters.of(problem.model().layout(), theta));
            }
        }
        return losses;
    }

    /** Outputs are linear in the readout, whose kernel stays as it is. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void predictsTheDescentOfALinearModelWithoutError(Loss loss) {
        Problem readout = problem().withSelection(ParameterSelection.of(List.of("readout.*")));
        try (Linearization linearization = RUNTIME.backend().linearize(readout)) {
            FrozenKernel frozen = FrozenKernel.of(linearization, loss, targets(loss), 0.3, 40, OPTIONS);
            double[] real = descent(readout, loss, targets(loss), 0.3, 40);
            assertThat(frozen.losses()).containsExactly(real, within(1e-12));
            assertThat(real[40]).isLessThan(0.8 * real[0]);
        }
    }

    /** The less the parameters move, the better the prediction. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void predictsTheBeginningOfAnyDescent(Loss loss) {
        try (Linearization linearization = RUNTIME.backend().linearize(problem())) {
            FrozenKernel frozen = FrozenKernel.of(linearization, loss, targets(loss), 1e-4, 10, OPTIONS);
            double[] real = descent(problem(), loss, targets(loss), 1e-4, 10);
            double fallen = real[0] - real[10];
            assertThat(frozen.losses()[0] - frozen.losses()[10]).isCloseTo(fallen, within(0.01 * fallen));
        }
    }

    /** Their outputs would be paired with the targets of others. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void outputsOfSomeStepsOrUnitsAloneAreRefused(Loss loss) {
        for (Restriction part : List.of(
                Restriction.NONE.withSteps(Indices.range(1, STEPS)), Restriction.NONE.withUnits(Indices.of(0, 2)))) {
            try (Linearization linearization =
                    RUNTIME.backend().linearize(problem().withRestriction(part))) {
                assertThatThrownBy(() -> FrozenKernel.of(linearization, loss, targets(loss), 0.1, 2, OPTIONS))
                        .hasMessageStartingWith("Some steps or units are observed, but a loss is of all.");
            }
        }
    }

    @Test
    void fewProductsGiveABoundThatHolds() {
        Targets targets = targets(Loss.MSE);
        try (Linearization linearization = RUNTIME.backend().linearize(problem())) {
            double rate = 0.99
                    * FrozenKernel.of(linearization, Loss.MSE, targets, 1e-3, 100, OPTIONS)
                            .divergingRate()
                            .orElseThrow();
            double[] exact = FrozenKernel.of(linearization, Loss.MSE, targets, rate, 50, EstimatorOptions.samples(72))
                    .losses();
            for (int products : new int[] {1, 2, 4, 8, 16}) {
                FrozenKernel few =
                        FrozenKernel.of(linearization, Loss.MSE, targets, rate, 50, EstimatorOptions.samples(products));
                assertThat(few.products()).isLessThanOrEqualTo(products);
                for (int s = 0; s <= 50; s++) {
                    assertThat(Math.abs(few.losses()[s] - exact[s])).isLessThanOrEqualTo(few.bounds()[s] + 1e-13);
                }
            }
        }
    }

    @Test
    void aRateAboveTheStableOneDiverges() {
        Targets targets = targets(Loss.MSE);
        try (Linearization linearization = RUNTIME.backend().linearize(problem())) {
            double stable = FrozenKernel.of(linearization, Loss.MSE, targets, 1, 100, OPTIONS)
                    .divergingRate()
                    .orElseThrow();
            double[] below = FrozenKernel.of(linearization, Loss.MSE, targets, 0.99 * stable, 400, OPTIONS)
                    .losses();
            double[] above = FrozenKernel.of(linearization, Loss.MSE, targets, 1.05 * stable, 400, OPTIONS)
                    .losses();
            assertThat(below[400]).isLessThan(below[0]);
            assertThat(above[400]).isGreaterThan(above[0]);
            refused(linearization, targets, 100 * stable, 400, "leave the finite numbers");
        }
    }

    @Test
    void mistakesAreNamed() {
        Targets targets = targets(Loss.MSE);
        try (Linearization linearization = RUNTIME.backend().linearize(problem());
                Linearization states = RUNTIME.backend().linearize(problem().withObservable(Observable.STATES))) {
            refused(linearization, targets, 0, 5, "The learning rate is 0.0");
            refused(linearization, targets, Double.NaN, 5, "The learning rate is NaN");
            refused(linearization, targets, 1, 0, "The number of steps ahead is 0");
            refused(linearization, RandomTargets.numbers(TRIALS, STEPS, 2), 1, 5, "The targets have shape [4, 6, 2]");
            refused(states, targets, 1, 5, "The kernel of the states was given");
        }
    }

    private static void refused(Linearization linearization, Targets targets, double rate, int steps, String message) {
        assertThatThrownBy(() -> FrozenKernel.of(linearization, Loss.MSE, targets, rate, steps, OPTIONS))
                .isInstanceOf(io.ntk.api.NtkException.class)
                .hasMessageContaining(message);
    }
}
