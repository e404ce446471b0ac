package io.ntk.estimators.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.estimators.estimate.Interval;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogScaleTest {
    private static final int RUNS = 2000;

    @Test
    void isTheJackknifeOfTheLogarithm() {
        LogScale error = LogScale.of(2, new double[] {1, 2, 4}).orElseThrow();
        // The logarithms differ by ln 2 from their mean, twice: √(2/3 · 2 ln² 2).
        assertThat(error.error()).isCloseTo(Math.log(2) * Math.sqrt(4.0 / 3), within(1e-15));
        assertThat(error.degrees()).isEqualTo(2);
        Interval interval = error.interval(0.95);
        assertThat(interval.lower()).isPositive();
        assertThat(interval.lower() * interval.upper()).isCloseTo(4, within(1e-12));
        assertThat(Math.log(interval.upper() / 2)).isCloseTo(StudentT.twoSided(0.95, 2) * error.error(), within(1e-12));
    }

    /** The logarithms without one are less by ln 2, twice, so that the estimate is too small by a factor of 2^(4/3). */
    @Test
    void theUnbiasedIntervalIsMovedByTheBiasOfTheLogarithm() {
        LogScale error = LogScale.of(2, new double[] {1, 1, 2}).orElseThrow();
        assertThat(error.bias()).isCloseTo(-4.0 / 3 * Math.log(2), within(1e-12));
        Interval interval = error.interval(0.95);
        Interval unbiased = error.unbiasedInterval(0.95);
        double moved = Math.pow(2, 4.0 / 3);
        assertThat(unbiased.lower()).isCloseTo(moved * interval.lower(), within(1e-12));
        assertThat(unbiased.upper()).isCloseTo(moved * interval.upper(), within(1e-9));
        assertThat(error.scaled(0).unbiasedInterval(0.95)).isEqualTo(new Interval(2, 2));
        assertThat(new LogScale(2, -1, 0, 3).unbiasedInterval(0.95).lower()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatHasNoLogarithm(double number) {
        assertThat(LogScale.of(1, new double[] {1, number})).isEmpty();
        assertThat(LogScale.of(number, new double[] {1, 2})).isEmpty();
    }

    /** Means of quadratic forms Σ i^−p g_i²; the symmetric interval covers 83% to 90% of them. */
    @ParameterizedTest
    @CsvSource({"4, 1.5", "6, 1.5", "8, 1.5", "10, 1.5", "6, 2", "10, 2", "6, 30", "10, 30"})
    void coversFromFewDraws(int draws, double decay) {
        assertThat(coverage(draws, decay)).isBetween(0.90, 0.98);
    }

    @ParameterizedTest
    @CsvSource({"20, 1.5", "40, 1.5", "20, 2", "40, 2", "20, 30"})
    void coversAsStatedFromTwentyDraws(int draws, double decay) {
        assertThat(coverage(draws, decay)).isBetween(0.92, 0.98);
    }

    private static double coverage(int draws, double decay) {
        SplittableRandom random = new SplittableRandom(1);
        double[] eigenvalues = new double[60];
        double trace = 0;
        for (int i = 0; i < eigenvalues.length; i++) {
            eigenvalues[i] = Math.pow(i + 1, -decay);
            trace += eigenvalues[i];
        }
        int inside = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] forms = new double[draws];
            for (int i = 0; i < draws; i++) {
                for (double eigenvalue : eigenvalues) {
                    double normal = random.nextGaussian();
                    forms[i] += eigenvalue * normal * normal;
                }
            }
            SampleMean mean = SampleMean.ofNonNegative(forms);
            inside += mean.interval95(0).orElseThrow().contains(trace) ? 1 : 0;
        }
        return (double) inside / RUNS;
    }

    /** Where the logarithm says nothing, the plain interval ends at zero. */
    @Test
    void theIntervalOfANumberThatCannotBeNegativeHoldsNoNegativeOne() {
        SampleMean mean = SampleMean.ofNonNegative(new double[] {0, 0, 0, 5});
        assertThat(mean.logarithm()).isEmpty();
        assertThat(mean.interval95(3).orElseThrow().lower()).isEqualTo(3);
        assertThat(SampleMean.of(new double[] {0, 0, 0, 5})
                        .interval95(3)
                        .orElseThrow()
                        .lower())
                .isLessThan(3);
    }

    @Test
    void meansWithoutOneSkipIt() {
        assertThat(Jackknife.meansWithout(new double[] {1e300, 1, 2, 3}))
                .containsExactly(new double[] {2, (1e300 + 5) / 3, (1e300 + 4) / 3, (1e300 + 3) / 3}, within(1e-12));
    }
}
