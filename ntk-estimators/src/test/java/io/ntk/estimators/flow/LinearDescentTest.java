package io.ntk.estimators.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.estimators.estimate.EstimatorOptions;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearDescentTest {
    private static final int SIZE = 80;

    /** Diagonal matrices are no special case of the Lanczos process. */
    private static UnaryOperator<double[]> geometric(double ratio) {
        return x -> {
            double[] y = x.clone();
            for (int i = 0; i < y.length; i++) {
                y[i] *= Math.pow(ratio, i);
            }
            return y;
        };
    }

    private static double[] start() {
        double[] x = new double[SIZE];
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, x, 0, SIZE);
        return x;
    }

    private static double[] norms(double ratio, double step, int steps) {
        double[] norms = new double[steps + 1];
        for (int s = 0; s <= steps; s++) {
            double squares = 0;
            for (int i = 0; i < SIZE; i++) {
                squares += Math.pow(start()[i] * Math.pow(1 - step * Math.pow(ratio, i), s), 2);
            }
            norms[s] = Math.sqrt(squares);
        }
        return norms;
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.5, 30", "0.9, 1.9, 500", "0.5, 1, 2000", "0.99, 0.01, 100"})
    void givesTheNormsOfEveryStep(double ratio, double step, int steps) {
        LinearDescent found = LinearDescent.of(geometric(ratio), start(), step, steps, EstimatorOptions.samples(SIZE));
        double[] exact = norms(ratio, step, steps);
        for (int s = 0; s <= steps; s++) {
            assertThat(found.norms()[s]).isCloseTo(exact[s], within(2e-8 * exact[s]));
            assertThat(found.bounds()[s]).isLessThanOrEqualTo(1e-8 * exact[s] * 1.01);
        }
        assertThat(found.products()).isLessThanOrEqualTo(SIZE);
        assertThat(found.largest()).isLessThanOrEqualTo(1 + 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.5, 1", "0.9, 1.9, 1", "0.97, 1, 1", "0.97, 2.02, 16"})
    void boundsHoldForFewProducts(double ratio, double step, int least) {
        double[] exact = norms(ratio, step, 60);
        for (int products = least; products < 30; products += 1 + products / 2) {
            LinearDescent found =
                    LinearDescent.of(geometric(ratio), start(), step, 60, EstimatorOptions.samples(products));
            assertThat(found.products()).isLessThanOrEqualTo(products);
            for (int s = 0; s <= 60; s++) {
                double rounding = 1e-13 * exact[s];
                assertThat(Math.abs(found.norms()[s] - exact[s])).isLessThanOrEqualTo(found.bounds()[s] + rounding);
            }
            // A polynomial of lower degree than there are products is exact.
            for (int s = 0; s < found.products(); s++) {
                assertThat(found.bounds()[s]).isZero();
            }
        }
    }

    @Test
    void stopsWhereTheKrylovSpaceIsAllThereIs() {
        double[] start = new double[SIZE];
        Arrays.fill(start, 0, 2, 1);
        LinearDescent found = LinearDescent.of(geometric(0.5), start, 0.5, 10, EstimatorOptions.samples(SIZE));
        assertThat(found.products()).isEqualTo(2);
        assertThat(found.norms()[10]).isCloseTo(Math.hypot(Math.pow(0.5, 10), Math.pow(0.75, 10)), within(1e-15));
        assertThat(LinearDescent.of(geometric(0.5), new double[SIZE], 1, 3, EstimatorOptions.samples(5))
                        .norms())
                .containsExactly(0, 0, 0, 0);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> LinearDescent.of(
                        geometric(0.5),
                        start(),
                        1,
                        50,
                        EstimatorOptions.samples(20).withMemoryLimit(1000)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("A basis of up to 20 vectors of 80 elements");
        assertThatThrownBy(() -> LinearDescent.of(
                        x -> new double[] {Double.NaN, 1}, new double[] {1, 1}, 1, 5, EstimatorOptions.samples(2)))
                .isInstanceOf(NtkException.class)
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.NON_FINITE);
    }
}
