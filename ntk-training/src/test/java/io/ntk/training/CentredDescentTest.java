package io.ntk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.loss.Loss;
import io.ntk.training.task.FlipFlop;
import io.ntk.training.task.Task;
import io.ntk.training.task.Trials;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentredDescentTest {
    private static final Task TASK = new FlipFlop();
    private static final double SHARE = 1e-4;
    private static final NtkRuntime RUNTIME = NtkRuntime.create();

    @AfterAll
    static void stop() {
        RUNTIME.close();
    }

    private static TrainingSettings settings(double share) {
        return new TrainingSettings(6, 8).withPrecision(Precision.FLOAT64).withOptimizer(OptimizerKind.SGD, share);
    }

    private static RecurrentModel model() {
        return new RunDescription(TASK.name(), "rnn_tanh", 7, 1, OptionalDouble.empty(), settings(SHARE))
                .model(RUNTIME.cells(), TASK);
    }

    private static CentredDescent descent(double share, double scale) {
        return new CentredDescent(RUNTIME.backend(), model(), TASK, settings(share), scale);
    }

    private static double[] outputs(Problem problem) {
        try (Linearization linearization = RUNTIME.backend().linearize(problem)) {
            return linearization.observations();
        }
    }

    private static Problem now(CentredDescent descent) {
        return descent.problem(descent.inputs(), Observable.OUTPUTS);
    }

    /** The loss of α (f(θ) − f(θ₀)), by its definition. */
    private static double loss(Problem problem, double[] initial, double scale, Trials trials) {
        double[] answer = outputs(problem);
        for (int i = 0; i < answer.length; i++) {
            answer[i] = scale * (answer[i] - initial[i]);
        }
        return Loss.MSE.of(trials.expected(), answer).value();
    }

    private static double distance(double[] from, double[] to) {
        double squares = 0;
        for (int i = 0; i < from.length; i++) {
            squares += (to[i] - from[i]) * (to[i] - from[i]);
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 10})
    void aStepFollowsTheGradientOfTheScaledLossAndTakesItsShareOffIt(double scale) {
        CentredDescent descent = descent(SHARE, scale);
        Trials trials = TASK.trials(0, 0, 6, 8);
        Problem first = now(descent);
        double[] initial = outputs(first);
        double[] theta = first.parameters().toArray();
        double before = descent.loss();
        assertThat(before).isCloseTo(loss(first, initial, scale, trials), within(1e-14));

        assertThat(descent.step()).isTrue();

        assertThat(descent.completedSteps()).isEqualTo(1);
        Problem last = now(descent);
        double[] moved = last.parameters().toArray();
        assertThat(descent.loss()).isCloseTo(loss(last, initial, scale, trials), within(1e-14));
        assertThat((before - descent.loss()) / before).isCloseTo(SHARE, within(SHARE / 50));
        // The step is −η g with η = κ loss / ‖g‖², where g is checked by difference quotients of the loss.
        double gradientNorm = SHARE * before / distance(theta, moved);
        double step = 1e-6;
        for (int i = 0; i < theta.length; i += 5) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[i] += step;
            down[i] -= step;
            double slope =
                    (loss(first.withParameters(Parameters.of(first.model().layout(), up)), initial, scale, trials)
                                    - loss(
                                            first.withParameters(
                                                    Parameters.of(first.model().layout(), down)),
                                            initial,
                                            scale,
                                            trials))
                            / (2 * step);
            double moving = (theta[i] - moved[i]) * gradientNorm * gradientNorm / (SHARE * before);
            assertThat(moving).isCloseTo(slope, within(1e-6 * scale));
        }
    }

    @Test
    void aLargerScaleMovesLessToTheSameLoss() {
        double[] moved = new double[2];
        double[] scales = {0.3, 3};
        for (int i = 0; i < 2; i++) {
            CentredDescent descent = descent(0.1, scales[i]);
            double[] theta = now(descent).parameters().toArray();
            while (descent.loss() > 0.5) {
                assertThat(descent.step()).isTrue();
            }
            moved[i] = distance(theta, now(descent).parameters().toArray());
        }
        assertThat(moved[0]).isGreaterThan(3 * moved[1]);
    }

    @Test
    void theLossFallsAtEveryStepHoweverLongTheFirstAttempt() {
        CentredDescent descent = descent(0.999, 1);
        double last = descent.loss();
        for (int i = 0; i < 60; i++) {
            assertThat(descent.step()).isTrue();
            assertThat(descent.loss()).isLessThan(last);
            last = descent.loss();
        }
        assertThat(descent.accuracy()).isBetween(0.0, 1.0);
    }

    @Test
    void weightsHaveTheVarianceOfTheirFanIn() {
        RecurrentModel model = model();
        Parameters initial = Initialization.byFanIn(model, new InitialScale(2), 3);
        double bound = 2 * Math.sqrt(3.0 / 7);
        double[] weights = initial.tensor("weight_hh");
        double squares = 0;
        for (double weight : weights) {
            assertThat(Math.abs(weight)).isLessThanOrEqualTo(bound);
            squares += weight * weight / weights.length;
        }
        // These are five standard deviations of a mean over this number of squares of uniform numbers.
        assertThat(squares).isCloseTo(4.0 / 7, within(5 * 4.0 / 7 * Math.sqrt(0.8 / weights.length)));
        assertThat(initial.tensor("bias_hh")).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aScaleThatIsNotPositiveIsRefused(double scale) {
        assertThatThrownBy(() -> descent(0.1, scale))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The scale of the outputs is " + scale);
        assertThatThrownBy(() -> descent(1, 1)).hasMessageContaining("the fraction of the loss per step is 1.0");
    }
}
