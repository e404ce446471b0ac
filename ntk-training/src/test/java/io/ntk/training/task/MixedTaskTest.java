package io.ntk.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixed trials are those of their tasks in turn, with a rule input, and each is judged by the rule of its own task. */
class MixedTaskTest {
    private static final MemoryAngle PRO = new MemoryAngle(false, false);
    private static final MemoryAngle ANTI = new MemoryAngle(true, false);
    private static final Task MIXED = Tasks.standard().task("memory-pro+memory-anti");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 6, 7})
    void aTrialIsThatOfItsTaskAndSaysWhich(long first) {
        Trials mixed = MIXED.trials(3, first, 5, 9);
        for (int b = 0; b < 5; b++) {
            int task = (int) ((first + b) % 2);
            Trials own = List.of(PRO, ANTI).get(task).trials(3, (first + b) / 2, 1, 9);
            assertThat(((MixedTask) MIXED).taskOf(mixed, b)).isEqualTo(task);
            for (int t = 0; t < 9; t++) {
                for (int i = 0; i < 3; i++) {
                    assertThat(mixed.inputs().get(b, t, i))
                            .isEqualTo(own.inputs().get(0, t, i));
                    assertThat(mixed.target(b, t, i)).isEqualTo(own.target(0, t, i));
                }
                assertThat(mixed.inputs().get(b, t, 3 + task)).isEqualTo(1);
                assertThat(mixed.inputs().get(b, t, 4 - task)).isZero();
            }
        }
    }

    @Test
    void noStepLearnsFromATrialOfTheEvaluation() {
        double[] evaluation = MIXED.evaluation(3, 5, 9).inputs().toArray();
        double[] batch = MIXED.batch(3, 1, 5, 9).inputs().toArray();
        assertThat(evaluation).isEqualTo(MIXED.trials(3, 0, 5, 9).inputs().toArray());
        // Memory-pro and memory-anti have three trials each here, so the step begins with the fourth of each.
        assertThat(batch).isEqualTo(MIXED.trials(3, 6, 5, 9).inputs().toArray());
    }

    @Test
    void accuracyIsByTheRuleOfEachTask() {
        Trials trials = MIXED.trials(1, 0, 5, 9);
        double[] answers = trials.targets();
        assertThat(MIXED.accuracy(trials, answers)).isEqualTo(1);
        Arrays.setAll(answers, i -> i / 27 % 2 == 1 ? -answers[i] : answers[i]);
        assertThat(MIXED.accuracy(trials, answers)).isEqualTo(0.6);
    }

    @Test
    void stepsThatDoNotCountStayUncounted() {
        Task task = Tasks.standard().task("sine+integration");
        Trials trials = task.trials(1, 0, 2, 40);
        assertThat(trials.counts(0, 0)).isFalse();
        assertThat(trials.counts(1, 0)).isTrue();
        assertThat(task.accuracy(trials, trials.targets())).isEqualTo(1);
    }

    @Test
    void tasksThatNoNetworkCanLearnTogetherAreRefused() {
        assertThatThrownBy(() -> Tasks.standard().task("flip-flop+sine"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Task 'flip-flop' has 3 inputs and 3 outputs, but task 'sine' has 1 and 1");
        assertThatThrownBy(() -> Tasks.standard().task("memory-pro+memory-ant"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Did you mean 'memory-anti'?");
        for (String name : List.of("+", "memory-pro+", "+memory-pro")) {
            assertThatThrownBy(() -> Tasks.standard().task(name))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("Task '' is not known.");
        }
    }
}
