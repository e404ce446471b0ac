package io.ntk.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.CounterGenerator;
import java.util.Arrays;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    private static final int TRIALS = 3;
    private static final int STEPS = 4;
    private static final int WIDTH = 5;

    private static double[] random(int count, long stream, double size) {
        CounterGenerator generator = new CounterGenerator(7, stream);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = size * (2 * generator.uniform(i) - 1);
        }
        return values;
    }

    private static boolean[] mask() {
        boolean[] counted = new boolean[TRIALS * STEPS];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = i % 3 != 1;
        }
        return counted;
    }

    /** Positive numbers that sum to 1 at every step. */
    private static Targets probabilities() {
        double[] values = random(TRIALS * STEPS * WIDTH, 0, 1);
        for (int from = 0; from < values.length; from += WIDTH) {
            double sum = 0;
            for (int i = from; i < from + WIDTH; i++) {
                values[i] = Math.abs(values[i]);
                sum += values[i];
            }
            for (int i = from; i < from + WIDTH; i++) {
                values[i] /= sum;
            }
        }
        return new Targets(TRIALS, STEPS, WIDTH, values, mask());
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void theGradientIsTheDerivative(Loss loss) {
        Targets targets = probabilities();
        double[] outputs = random(TRIALS * STEPS * WIDTH, 1, 3);
        double[] gradient = loss.of(targets, outputs).gradient();
        double step = 1e-5;
        for (int i = 0; i < outputs.length; i++) {
            double[] up = outputs.clone();
            double[] down = outputs.clone();
            up[i] += step;
            down[i] -= step;
            double measured =
                    (loss.of(targets, up).value() - loss.of(targets, down).value()) / (2 * step);
            assertThat(gradient[i]).isCloseTo(measured, within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void whatDoesNotCountMayBeAnything(Loss loss) {
        double[] values = probabilities().toArray();
        double[] outputs = random(values.length, 1, 3);
        LossValue whole = loss.of(probabilities(), outputs);
        for (int i = 0; i < values.length; i++) {
            if (!mask()[i / WIDTH]) {
                values[i] = Double.NaN;
                outputs[i] = Double.NaN;
            }
        }
        LossValue masked = loss.of(new Targets(TRIALS, STEPS, WIDTH, values, mask()), outputs);
        assertThat(masked.value()).isEqualTo(whole.value());
        assertThat(masked.gradient()).containsExactly(whole.gradient());
    }

    @Test
    void theSquaredErrorIsAMeanOverStepsThatCountAndOutputs() {
        Targets targets = new Targets(1, 2, 2, new double[] {1, 2, 9, 9}, new boolean[] {true, false});
        LossValue loss = Loss.MSE.of(targets, new double[] {2, 5, 0, 0});
        assertThat(loss.value()).isEqualTo((1.0 + 9) / 2);
        assertThat(loss.gradient()).containsExactly(1, 3, 0, 0);
    }

    @Test
    void crossEntropyOfEqualOutputsIsTheLogarithmOfTheirNumber() {
        Targets targets = Targets.ofClasses(1, 2, 4, new double[] {3, 0}, new boolean[] {true, true});
        LossValue loss = Loss.CROSS_ENTROPY.of(targets, new double[8]);
        assertThat(loss.value()).isCloseTo(Math.log(4), within(1e-15));
        assertThat(loss.gradient())
                .containsExactly(
                        new double[] {0.125, 0.125, 0.125, -0.375, -0.375, 0.125, 0.125, 0.125}, within(1e-16));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e3, 1e300})
    void crossEntropyOfLargeOutputsIsFinite(double size) {
        Targets targets = Targets.ofClasses(1, 1, 2, new double[] {1}, new boolean[] {true});
        LossValue wrong = Loss.CROSS_ENTROPY.of(targets, new double[] {size, 0});
        assertThat(wrong.value()).isEqualTo(size);
        assertThat(wrong.gradient()).containsExactly(1, -1);
        LossValue right = Loss.CROSS_ENTROPY.of(targets, new double[] {-size, 0});
        assertThat(right.value()).isZero();
        assertThat(right.gradient()).containsExactly(0, 0);
    }

    @Test
    void classesAreTargetsOfWhichOneIsOne() {
        boolean[] counted = {true, false, true};
        double[] outputs = random(9, 2, 1);
        Targets classes = Targets.ofClasses(1, 3, 3, new double[] {2, -100, 0}, counted);
        Targets written = new Targets(1, 3, 3, new double[] {0, 0, 1, 5, 5, 5, 1, 0, 0}, counted);
        assertThat(Loss.CROSS_ENTROPY.of(classes, outputs).value())
                .isEqualTo(Loss.CROSS_ENTROPY.of(written, outputs).value());
    }

    @Test
    void mistakesAreNamed() {
        boolean[] all = {true, true};
        refused(
                ErrorId.INVALID_ARGUMENT,
                "[0, 1] is 3.0, but the network has 3 outputs",
                () -> Targets.ofClasses(1, 2, 3, new double[] {0, 3}, all));
        refused(ErrorId.INVALID_ARGUMENT, "[0, 0] is 0.5", () -> Targets.ofClasses(1, 2, 3, new double[] {.5, 2}, all));
        refused(
                ErrorId.INVALID_ARGUMENT,
                "[0, 0] is NaN",
                () -> Targets.ofClasses(1, 2, 3, new double[] {Double.NaN, 2}, all));
        refused(ErrorId.SHAPE_MISMATCH, "3 classes", () -> Targets.ofClasses(1, 2, 3, new double[3], all));
        refused(ErrorId.SHAPE_MISMATCH, "3 targets of width 2", () -> new Targets(1, 2, 2, new double[3], all));
        refused(
                ErrorId.NON_FINITE,
                "[trial, step, output] = [0, 1, 0] is NaN",
                () -> new Targets(1, 2, 1, new double[] {0, Double.NaN}, all));
        refused(
                ErrorId.INVALID_ARGUMENT,
                "No step of the 1 trials counts",
                () -> new Targets(1, 2, 1, new double[2], new boolean[2]));
        Targets squares = new Targets(1, 2, 2, new double[] {1, 0, 1, 1}, all);
        refused(
                ErrorId.INVALID_ARGUMENT,
                "at [trial, step] = [0, 1] are no probabilities",
                () -> Loss.CROSS_ENTROPY.of(squares, new double[4]));
        Targets signs = new Targets(1, 1, 2, new double[] {2, -1}, Arrays.copyOf(all, 1));
        refused(ErrorId.INVALID_ARGUMENT, "are no probabilities", () -> Loss.CROSS_ENTROPY.of(signs, new double[2]));
        Targets single = new Targets(1, 1, 1, new double[] {1}, new boolean[] {true});
        refused(
                ErrorId.INVALID_ARGUMENT,
                "The loss is cross-entropy, but the model has one output.",
                () -> Loss.CROSS_ENTROPY.requireFits(single));
        refused(ErrorId.INVALID_ARGUMENT, "Loss 'mae' is not known", () -> Loss.parse("mae"));
    }

    private static void refused(
            ErrorId id, String problem, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(NtkException.class))
                .satisfies(e -> {
                    assertThat(e.id()).isEqualTo(id);
                    assertThat(e.problem()).contains(problem);
                });
    }
}
