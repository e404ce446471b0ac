package io.ntk.examples.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import io.ntk.training.task.Trials;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The task is found by its name, means what it says, and is learnt. */
class DelayedCopyTest {
    @Test
    void theTargetIsTheInputOfThreeStepsAgo() {
        Trials trials = new DelayedCopy().trials(1, 5, 2, 9);
        for (int b = 0; b < 2; b++) {
            for (int t = 0; t < 9; t++) {
                assertThat(trials.counts(b, t)).isEqualTo(t >= 3);
                if (t >= 3) {
                    assertThat(trials.target(b, t, 0)).isEqualTo(trials.inputs().get(b, t - 3, 0));
                }
            }
        }
        Trials alone = new DelayedCopy().trials(1, 6, 1, 9);
        assertThat(alone.target(0, 7, 0)).isEqualTo(trials.target(1, 7, 0));
    }

    @Test
    void aNetworkLearnsIt() {
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Task task = Tasks.find(runtime.services()).task("delayed-copy");
            TrainingSettings settings = new TrainingSettings(20, 10)
                    .withPrecision(Precision.FLOAT64)
                    .withOptimizer(OptimizerKind.ADAM, 0.01);
            RunDescription run = new RunDescription(task.name(), "rnn_tanh", 12, 1, OptionalDouble.empty(), settings);
            Training training = Training.start(runtime.backend(), run.model(runtime.cells(), task), task, settings);
            double first = training.step().loss();
            double last = first;
            for (int step = 0; step < 200; step++) {
                last = training.step().loss();
            }
            assertThat(last).isLessThan(first / 4);
        }
    }
}
