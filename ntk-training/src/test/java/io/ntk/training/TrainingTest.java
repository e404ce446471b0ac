package io.ntk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.task.FlipFlop;
import io.ntk.training.task.SineWave;
import io.ntk.training.task.Task;
import io.ntk.training.task.Trials;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient is that of the loss, the optimizers follow their published rules, and networks learn. */
class TrainingTest {
    private static final NtkRuntime RUNTIME = NtkRuntime.create();

    @AfterAll
    static void stop() {
        RUNTIME.close();
    }

    private static RecurrentModel model(String cell, int hidden, Task task) {
        return new RunDescription(task.name(), cell, hidden, 1, OptionalDouble.empty(), new TrainingSettings(1, 1))
                .model(RUNTIME.cells(), task);
    }

    private static double loss(AutodiffBackend backend, Problem problem, Trials trials) {
        try (Linearization linearization = backend.linearize(problem)) {
            return Loss.MSE.of(trials.expected(), linearization.observations()).value();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "gru", "lstm", "leaky"})
    void theGradientIsThatOfTheLoss(String cell) {
        // The sine task leaves steps out of the loss.
        Task task = new SineWave();
        RecurrentModel model = model(cell, 4, task);
        TrainingSettings settings = new TrainingSettings(3, 12).withPrecision(Precision.FLOAT64);
        Training training = Training.start(RUNTIME.backend(), model, task, settings);
        Trials trials = training.evaluationTrials();
        Problem problem = training.problem(trials.inputs(), Observable.OUTPUTS);
        double[] gradient;
        try (Linearization linearization = RUNTIME.backend().linearize(problem);
                MultiVector cotangent = linearization.observationSpace().zeros(1)) {
            cotangent.setColumn(
                    0,
                    Loss.MSE.of(trials.expected(), linearization.observations()).gradient());
            try (MultiVector vjp = linearization.vjp(cotangent)) {
                gradient = vjp.toArray(0);
            }
        }
        double[] theta = problem.parameters().toArray();
        CounterGenerator directions = new CounterGenerator(1, 0);
        double step = 1e-5;
        for (int trial = 0; trial < 3; trial++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            double slope = 0;
            for (int i = 0; i < theta.length; i++) {
                double direction = 2 * directions.uniform((long) trial * theta.length + i) - 1;
                up[i] += step * direction;
                down[i] -= step * direction;
                slope += gradient[i] * direction;
            }
            double measured =
                    (loss(RUNTIME.backend(), problem.withParameters(Parameters.of(model.layout(), up)), trials)
                                    - loss(
                                            RUNTIME.backend(),
                                            problem.withParameters(Parameters.of(model.layout(), down)),
                                            trials))
                            / (2 * step);
            assertThat(slope).isCloseTo(measured, within(1e-8));
            assertThat(Math.abs(slope)).isGreaterThan(1e-4);
        }
    }

    @Test
    void aStepIsOneStepOfGradientDescentOnItsBatch() {
        Task task = new FlipFlop();
        RecurrentModel model = model("rnn_tanh", 5, task);
        TrainingSettings settings = new TrainingSettings(4, 6)
                .withPrecision(Precision.FLOAT64)
                .withOptimizer(OptimizerKind.SGD, 0.5)
                .withClip(Double.POSITIVE_INFINITY);
        Training free = Training.start(RUNTIME.backend(), model, task, settings);
        Training clipped = Training.start(RUNTIME.backend(), model, task, settings.withClip(0.01));
        double[] before = free.parameters().toArray();
        StepMetrics metrics = free.step();
        clipped.step();
        double[] after = free.parameters().toArray();
        double[] shortened = clipped.parameters().toArray();
        double moved = 0;
        for (int i = 0; i < before.length; i++) {
            moved += Math.pow(after[i] - before[i], 2);
            assertThat(shortened[i] - before[i])
                    .isCloseTo((after[i] - before[i]) * 0.01 / metrics.gradientNorm(), within(1e-14));
        }
        assertThat(metrics.gradientNorm()).isGreaterThan(0.01);
        assertThat(Math.sqrt(moved)).isCloseTo(0.5 * metrics.gradientNorm(), within(1e-13));
        assertThat(metrics.step()).isEqualTo(1);
    }

    @Test
    void adamIsKingmaAndBas() {
        Adam adam = new Adam(0.1, 0, 2);
        double[] theta = {1, -2};
        // By hand: m̂ = g and v̂ = g² at the first step, so each parameter moves by the learning rate against its sign.
        adam.update(theta, new double[] {0.5, -4}, 0);
        assertThat(theta[0]).isCloseTo(1 - 0.1, within(1e-8));
        assertThat(theta[1]).isCloseTo(-2 + 0.1, within(1e-8));
        // m = 0.9 · 0.05 + 0.1 · (−1) = −0.055, over 0.19; v = 0.999 · 0.00025 + 0.001 = 0.00124975, over 0.001999.
        adam.update(theta, new double[] {-1, 0}, 1);
        assertThat(theta[0]).isCloseTo(0.9 + 0.1 * (0.055 / 0.19) / Math.sqrt(0.00124975 / 0.001999), within(1e-8));
        // m = 0.9 · (−0.4), v = 0.999 · 0.016.
        assertThat(theta[1]).isCloseTo(-1.9 + 0.1 * (0.36 / 0.19) / Math.sqrt(0.015984 / 0.001999), within(1e-8));
    }

    @Test
    void aGruLearnsTheFlipFlop() {
        Task task = new FlipFlop();
        TrainingSettings settings = new TrainingSettings(50, 20).withOptimizer(OptimizerKind.ADAM, 1e-2);
        Training training = Training.start(RUNTIME.backend(), model("gru", 24, task), task, settings);
        double untrained = training.evaluationAccuracy();
        for (int i = 0; i < 300; i++) {
            training.step();
        }
        assertThat(untrained).isLessThan(0.5);
        assertThat(training.evaluationAccuracy()).isGreaterThan(0.95);
    }

    @Test
    void initialParametersAreUniformToScale() {
        RecurrentModel model = model("gru", 25, new FlipFlop());
        double[] plain = Initialization.uniform(model, new InitialScale(1), 3).toArray();
        double[] scaled = Initialization.uniform(model, new InitialScale(2), 3).toArray();
        double squares = 0;
        for (int i = 0; i < plain.length; i++) {
            assertThat(Math.abs(plain[i])).isLessThan(0.2);
            assertThat(scaled[i]).isEqualTo(2 * plain[i]);
            squares += plain[i] * plain[i] / plain.length;
        }
        // The variance is bound²/3 within five standard deviations of a mean over this number of squares.
        double expected = 0.04 / 3;
        assertThat(squares).isCloseTo(expected, within(5 * expected * Math.sqrt(0.8 / plain.length)));
    }

    @Test
    void aTensorMayHaveAScaleOfItsOwn() {
        RecurrentModel model = model("gru", 5, new FlipFlop());
        Parameters plain = Initialization.uniform(model, new InitialScale(1), 3);
        InitialScale scale = InitialScale.parse(List.of("weight_*=0.5", "2", "weight_hh=3"));
        Parameters scaled = Initialization.uniform(model, scale, 3);
        Map<String, Double> expected = Map.of("weight_ih", 0.5, "weight_hh", 3.0);
        for (String name : model.layout().names()) {
            double factor = expected.getOrDefault(name, 2.0);
            assertThat(scaled.tensor(name))
                    .as(name)
                    .usingComparatorWithPrecision(1e-15)
                    .containsExactly(Arrays.stream(plain.tensor(name))
                            .map(value -> factor * value)
                            .toArray());
        }
        assertThat(InitialScale.parse(scale.entries())).isEqualTo(scale);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    x           | does not end in a number
                    weight_hh=  | does not end in a number
                    =1          | names no tensor
                    1;2         | is the second of its kind
                    a=1;a=2     | is the second of its kind
                    0           | The initial scale is 0.0.
                    a=Infinity  | The initial scale of 'a' is Infinity.
                    weight_xx=2 | No parameter tensor matches 'weight_xx'.
                    """)
    void initialScalesThatMakeNoSenseAreRefused(String entries, String message) {
        RecurrentModel model = model("gru", 5, new FlipFlop());
        assertThatThrownBy(() -> Initialization.uniform(model, InitialScale.parse(List.of(entries.split(";", -1))), 3))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(message);
    }

    /** Says at every step which of its channels is the largest. */
    private static class Largest implements Task {
        private static final int CHANNELS = 3;

        @Override
        public String name() {
            return "largest";
        }

        @Override
        public String description() {
            return "names the largest channel";
        }

        @Override
        public int inputSize() {
            return CHANNELS;
        }

        @Override
        public int outputSize() {
            return CHANNELS;
        }

        @Override
        public int defaultSteps() {
            return 5;
        }

        @Override
        public Trials trials(long seed, long first, int count, int steps) {
            CounterGenerator generator = new CounterGenerator(seed, first);
            double[] inputs = new double[count * steps * CHANNELS];
            double[] classes = new double[count * steps];
            for (int place = 0; place < classes.length; place++) {
                for (int i = 0; i < CHANNELS; i++) {
                    int at = place * CHANNELS + i;
                    inputs[at] = generator.uniform(at);
                    classes[place] = inputs[at] > inputs[place * CHANNELS + (int) classes[place]] ? i : classes[place];
                }
            }
            boolean[] counted = new boolean[classes.length];
            Arrays.fill(counted, true);
            return new Trials(
                    Inputs.of(count, steps, CHANNELS, inputs),
                    CHANNELS,
                    Targets.ofClasses(count, steps, CHANNELS, classes, counted).toArray(),
                    counted);
        }

        @Override
        public double accuracy(Trials trials, double[] outputs) {
            return Double.NaN;
        }
    }

    @Test
    void aTaskOfClassesIsLearntByCrossEntropy() {
        Task task = new Largest();
        TrainingSettings settings = new TrainingSettings(20, 5)
                .withPrecision(Precision.FLOAT64)
                .withLoss(Loss.CROSS_ENTROPY)
                .withOptimizer(OptimizerKind.ADAM, 0.03);
        Training training = Training.start(RUNTIME.backend(), model("gru", 8, task), task, settings);
        double first = training.step().loss();
        double last = first;
        for (int step = 0; step < 60; step++) {
            last = training.step().loss();
        }
        // A network that knows nothing has the logarithm of the number of classes.
        assertThat(first).isCloseTo(Math.log(3), within(0.3));
        assertThat(last).isLessThan(0.6 * first);
    }

    @Test
    void crossEntropyOfATaskWithoutClassesIsRefused() {
        Task task = new FlipFlop();
        TrainingSettings settings = new TrainingSettings(4, 6).withLoss(Loss.CROSS_ENTROPY);
        RecurrentModel model = model("gru", 5, task);
        assertThatThrownBy(() -> Training.start(RUNTIME.backend(), model, task, settings))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("are no probabilities");
    }

    /** A task may be a plug-in's. */
    @Test
    void aTaskThatDrawsOtherTrialsThanItSaysIsRefused() {
        Task task = new Largest() {
            @Override
            public Trials trials(long seed, long first, int count, int steps) {
                return super.trials(seed, first, count, steps + 1);
            }
        };
        RecurrentModel model = model("gru", 5, task);
        assertThatThrownBy(() -> Training.start(RUNTIME.backend(), model, task, new TrainingSettings(4, 6)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("Task 'largest' drew trials of 7 steps, 3 inputs and 3 outputs instead of 6");
    }

    @Test
    void aDivergedRunIsNamed() {
        Task task = new FlipFlop();
        TrainingSettings settings = new TrainingSettings(4, 6)
                .withOptimizer(OptimizerKind.SGD, 1e30)
                .withClip(Double.POSITIVE_INFINITY);
        Training training = Training.start(RUNTIME.backend(), model("rnn_relu", 5, task), task, settings);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        training.step();
                    }
                })
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("smaller learning rate");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        RecurrentModel sine = model("gru", 4, new SineWave());
        assertThatThrownBy(() -> Training.start(RUNTIME.backend(), sine, new FlipFlop(), new TrainingSettings(4, 6)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("has 1 inputs and 1 outputs, but task 'flip-flop' has 3 and 3");
        assertThatThrownBy(() -> new TrainingSettings(4, 6).withClip(0)).hasMessageContaining("clipping norm is 0.0");
        assertThatThrownBy(() -> new TrainingSettings(4, 6).withOptimizer(OptimizerKind.SGD, Double.NaN))
                .hasMessageContaining("learning rate is NaN");
        assertThatThrownBy(() -> new TrainingSettings(0, 6)).hasMessageContaining("number of trials is 0");
        assertThatThrownBy(() -> OptimizerKind.parse("adma")).hasMessageContaining("Did you mean 'adam'?");
        Trials trials = new FlipFlop().trials(0, 0, 2, 3);
        assertThatThrownBy(() -> Loss.MSE.of(trials.expected(), new double[5])).hasMessageContaining("has 5 outputs");
    }
}
