package io.ntk.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trials follow their definitions and depend only on seed and index. */
class TasksTest {
    static java.util.List<Task> tasks() {
        return Tasks.standard().all();
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void aTrialDependsOnSeedAndIndexAlone(Task task) {
        int steps = task.defaultSteps();
        double[] all = task.trials(7, 10, 4, steps).inputs().toArray();
        double[] alone = task.trials(7, 12, 1, steps).inputs().toArray();
        double[] other = task.trials(8, 10, 4, steps).inputs().toArray();
        int width = steps * task.inputSize();
        assertThat(Arrays.copyOfRange(all, 2 * width, 3 * width)).isEqualTo(alone);
        assertThat(all).isNotEqualTo(other);
        assertThat(Arrays.copyOfRange(all, 0, width)).isNotEqualTo(Arrays.copyOfRange(all, width, 2 * width));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theTargetsAreRightAndTheirOppositesAreNot(Task task) {
        Trials trials = task.trials(1, 0, 50, task.defaultSteps());
        double[] targets = trials.targets();
        assertThat(task.accuracy(trials, targets)).isEqualTo(1);
        double[] opposite = Arrays.stream(targets).map(y -> -y).toArray();
        assertThat(task.accuracy(trials, opposite)).isLessThan(0.35);
    }

    @Test
    void aFlipFlopHoldsTheLastPulse() {
        Trials trials = new FlipFlop(2, 5).trials(3, 0, 400, 20);
        int pulses = 0;
        for (int b = 0; b < 400; b++) {
            for (int channel = 0; channel < 2; channel++) {
                double held = 0;
                for (int t = 0; t < 20; t++) {
                    double input = trials.inputs().get(b, t, channel);
                    // Noise of standard deviation 0.042 never reaches a half.
                    boolean pulse = Math.abs(input) > 0.5;
                    held = pulse ? Math.signum(input) : held;
                    pulses += pulse && t > 0 ? 1 : 0;
                    assertThat(trials.target(b, t, channel)).isEqualTo(held);
                }
            }
        }
        // The number of pulses is binomial: 15200 places with probability 1/5, so five standard deviations are 0.0163.
        assertThat(pulses / 15200.0).isBetween(0.2 - 0.0163, 0.2 + 0.0163);
    }

    @Test
    void memoryTrialsHaveThreePhases() {
        Trials pro = new MemoryAngle(false, false).trials(5, 0, 100, 9);
        Trials anti = new MemoryAngle(true, false).trials(5, 0, 100, 9);
        Trials visible = new MemoryAngle(false, true).trials(5, 0, 100, 9);
        double shown = 0;
        double hidden = 0;
        double kept = 0;
        for (int b = 0; b < 100; b++) {
            for (int t = 0; t < 9; t++) {
                boolean answers = t >= 6;
                double radius = Math.hypot(pro.target(b, t, 1), pro.target(b, t, 2));
                assertThat(radius).isCloseTo(answers ? 1 : 0, within(1e-12));
                assertThat(pro.target(b, t, 0)).isEqualTo(answers ? 0 : 1);
                assertThat(anti.target(b, t, 1) + pro.target(b, t, 1)).isZero();
                double along = pro.inputs().get(b, t, 1) * pro.target(b, 8, 1)
                        + pro.inputs().get(b, t, 2) * pro.target(b, 8, 2);
                double alongVisible = visible.inputs().get(b, t, 1) * visible.target(b, 8, 1)
                        + visible.inputs().get(b, t, 2) * visible.target(b, 8, 2);
                shown += t < 3 ? along / 300 : 0;
                hidden += t >= 3 ? along / 600 : 0;
                kept += t >= 3 ? alongVisible / 600 : 0;
            }
        }
        // These are five standard deviations of means of 300 and 600 noises of standard deviation 0.141.
        assertThat(shown).isBetween(1 - 0.041, 1 + 0.041);
        assertThat(hidden).isBetween(-0.029, 0.029);
        assertThat(kept).isBetween(1 - 0.029, 1 + 0.029);
    }

    @Test
    void integrationSumsItsInputs() {
        Trials trials = new Integration().trials(2, 0, 3, 16);
        double sum = 0;
        for (int t = 0; t < 16; t++) {
            sum += trials.inputs().get(2, t, 0) / 4;
            assertThat(trials.target(2, t, 0)).isCloseTo(sum, within(1e-12));
        }
    }

    @Test
    void sineOscillatesAtTheFrequencyOfItsInput() {
        Trials trials = new SineWave().trials(2, 0, 20, 100);
        for (int b = 0; b < 20; b++) {
            double omega = 0.1 + 0.5 * (trials.inputs().get(b, 0, 0) - 0.25) * 51 / 50;
            assertThat(trials.target(b, 41, 0)).isCloseTo(Math.sin(42 * omega), within(1e-12));
            assertThat(trials.counts(b, 9)).isFalse();
            assertThat(trials.counts(b, 10)).isTrue();
        }
        assertThat(trials.countedElements()).isEqualTo(20 * 90);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Tasks.standard().task("flipflop"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Task 'flipflop' is not known. Did you mean 'flip-flop'?");
        assertThatThrownBy(() -> new MemoryAngle(false, false).trials(0, 0, 1, 2))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Task 'memory-pro' was given 2 time steps. Give it at least 3;");
        assertThatThrownBy(() -> new Integration().trials(0, 0, 0, 10))
                .hasMessageContaining("0 trials were requested.");
        assertThatThrownBy(() -> new FlipFlop(0, 5)).hasMessageContaining("0 channels");
        Trials trials = new Integration().trials(0, 0, 1, 10);
        assertThatThrownBy(() -> new Integration().accuracy(trials, new double[9]))
                .hasMessageContaining("has 9 outputs, but the trials have 10 targets");
        assertThatThrownBy(() -> new Trials(trials.inputs(), 1, new double[9], new boolean[10]))
                .hasMessageContaining("9 targets");
    }
}
