package io.ntk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optimizers make the steps of the formulas that PyTorch documents. */
class OptimizersTest {
    private static final double[] GRADIENTS = {0.5, -1, 0.25};

    private static double[] steps(OptimizerSettings settings) {
        Optimizer optimizer = settings.create(1);
        double[] theta = {2};
        double[] after = new double[GRADIENTS.length];
        for (int step = 0; step < GRADIENTS.length; step++) {
            optimizer.update(theta, new double[] {GRADIENTS[step]}, step);
            after[step] = theta[0];
        }
        return after;
    }

    private static void requireSteps(OptimizerSettings settings, double... expected) {
        assertThat(steps(settings)).usingComparatorWithPrecision(1e-14).containsExactly(expected);
    }

    @Test
    void sgdWithoutMomentum() {
        requireSteps(new OptimizerSettings(OptimizerKind.SGD, 0.1), 1.95, 2.05, 2.025);
        // θ ← θ − 0.1 (g + 0.5 θ).
        requireSteps(new OptimizerSettings(OptimizerKind.SGD, 0.1, 0, 0.5), 1.85, 1.8575, 1.739625);
    }

    @Test
    void momentumIsPyTorchs() {
        // v = 0.5, −0.55, −0.245.
        requireSteps(new OptimizerSettings(OptimizerKind.SGD, 0.1, 0.9, 0), 1.95, 2.005, 2.0295);
        // v = 1.5, 0.9 · 1.5 − 1 + 0.5 · 1.85 = 1.275, 0.9 · 1.275 + 0.25 + 0.5 · 1.7225 = 2.25875.
        requireSteps(new OptimizerSettings(OptimizerKind.SGD, 0.1, 0.9, 0.5), 1.85, 1.7225, 1.496625);
    }

    /** As {@code torch.optim.AdamW}: with gradients alone the steps are Adam's, and θ shrinks by 1 − η λ before each. */
    @Test
    void theWeightDecayOfAdamIsDecoupled() {
        double[] plain = steps(new OptimizerSettings(OptimizerKind.ADAM, 0.1));
        double[] decayed = steps(new OptimizerSettings(OptimizerKind.ADAM, 0.1, 0, 0.5));
        double expected = 2;
        double before = 2;
        for (int step = 0; step < GRADIENTS.length; step++) {
            expected = 0.95 * expected + (plain[step] - before);
            before = plain[step];
            assertThat(decayed[step]).isCloseTo(expected, within(1e-14));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SGD, 0, 0, 0, The learning rate is 0.0.",
        "SGD, Infinity, 0, 0, The learning rate is Infinity.",
        "SGD, 0.1, 1, 0, The momentum is 1.0.",
        "SGD, 0.1, NaN, 0, The momentum is NaN.",
        "ADAM, 0.1, 0.9, 0, Optimizer 'adam' was given a momentum of 0.9. Leave the momentum out",
        "ADAM, 0.1, 0, -1, The weight decay is -1.0.",
        "SGD, 0.1, 0, Infinity, The weight decay is Infinity."
    })
    void settingsThatMakeNoSenseAreRefused(
            OptimizerKind kind, double rate, double momentum, double decay, String message) {
        assertThatThrownBy(() -> new OptimizerSettings(kind, rate, momentum, decay))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(message);
    }
}
