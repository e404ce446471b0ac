package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.estimators.alignment.ProductRounding;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.LogScale;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRegionTest {
    private static final int RUNS = 2000;
    private static final Metric DIMENSION = new EffectiveDimension();
    private static final Metric DISTANCE = new Distance();

    /** What is left outside Q, where the kernel is known to be 10 in one direction. */
    private static final double[] EIGENVALUES = new double[60];

    static {
        Arrays.setAll(EIGENVALUES, i -> Math.pow(i + 1, -1.5));
    }

    private static ProbeStatistics statistics(Map<Statistic, Sampled> values) {
        return new ProbeStatistics(values, new ProductRounding(), new KernelTraits(1000, true), ProbeKind.GAUSSIAN);
    }

    private static Interval interval(Metric metric, ProbeStatistics statistics) {
        return LogRegion.interval(metric, statistics, metric.value(statistics.without(-1)))
                .orElseThrow();
    }

    /** Σ λ^power g² with the same normal numbers for both powers. */
    private static double[][] draws(SplittableRandom random, int count) {
        double[][] draws = new double[2][count];
        for (int i = 0; i < count; i++) {
            for (double eigenvalue : EIGENVALUES) {
                double square = Math.pow(random.nextGaussian(), 2);
                draws[0][i] += eigenvalue * square;
                draws[1][i] += eigenvalue * eigenvalue * square;
            }
        }
        return draws;
    }

    private static double sum(int power) {
        return Arrays.stream(EIGENVALUES).map(x -> Math.pow(x, power)).sum();
    }

    /** On the logarithmic scale of the dimension itself 83% to 89% held it, nearly all others ending below it. */
    @ParameterizedTest
    @CsvSource({"4, 0.90", "6, 0.90", "8, 0.92", "16, 0.92"})
    void intervalsHoldADimensionOfWhichMostIsKnown(int count, double least) {
        double exact = Math.pow(10 + sum(1), 2) / (100 + sum(2));
        SplittableRandom random = new SplittableRandom(2);
        int held = 0;
        for (int run = 0; run < RUNS; run++) {
            double[][] draws = draws(random, count);
            held += interval(
                                    DIMENSION,
                                    statistics(Map.of(
                                            Statistic.QUADRATIC_FORM,
                                            new Sampled(10, draws[0], 0),
                                            Statistic.SQUARED_NORM,
                                            new Sampled(100, draws[1], 0))))
                            .contains(exact)
                    ? 1
                    : 0;
        }
        // A share of 95% of so many runs has a standard error of 0.5%.
        assertThat(held / (double) RUNS).isBetween(least, 1.0);
    }

    /** The numerator is known, and the denominator mostly sampled: the interval of the one, reversed. */
    @Test
    void ofOneSampledStatisticItIsThatOfItsMean() {
        double[] rest = {1, 2, 4, 1};
        double[] nearlyNothing = {1e-9, 1e-9, 1e-9, 1e-9};
        Interval found = interval(
                DISTANCE,
                statistics(Map.of(
                        Statistic.SQUARED_DIFFERENCE,
                        new Sampled(3, nearlyNothing, 0),
                        Statistic.SQUARED_NORM,
                        new Sampled(5, rest, 0))));
        Interval ofRest = LogScale.of(2, new double[] {7.0 / 3, 2, 4.0 / 3, 7.0 / 3})
                .orElseThrow()
                .interval(0.95);
        assertThat(found.upper()).isCloseTo(Math.sqrt(3 / (5 + ofRest.lower())), within(1e-6));
        assertThat(found.lower()).isCloseTo(Math.sqrt(3 / (5 + ofRest.upper())), within(1e-6));
    }

    @Test
    void ofAQuotientOfWhichNothingIsKnownItIsThatOfTheQuotientsLogarithm() {
        double[] above = {1, 2, 4, 1, 3};
        double[] below = {2, 2, 5, 3, 3};
        ProbeStatistics statistics = statistics(Map.of(
                Statistic.SQUARED_DIFFERENCE,
                new Sampled(0, above, 0),
                Statistic.SQUARED_NORM,
                new Sampled(0, below, 0)));
        double[] without = new double[above.length];
        Arrays.setAll(without, i -> DISTANCE.value(statistics.without(i)));
        Interval expected = LogScale.of(DISTANCE.value(statistics.without(-1)), without)
                .orElseThrow()
                .interval(0.95);
        Interval found = interval(DISTANCE, statistics);
        assertThat(found.lower()).isCloseTo(expected.lower(), within(1e-8));
        assertThat(found.upper()).isCloseTo(expected.upper(), within(1e-8));
    }

    /** Four forms that happen to agree say little of a variance that may be twice the squared norm. */
    @Test
    void fewFormsHaveTheVarianceThatTheirNormAllows() {
        ProbeStatistics statistics = statistics(Map.of(
                Statistic.QUADRATIC_FORM,
                new Sampled(100, new double[] {9, 10, 10, 11}, 0),
                Statistic.SQUARED_NORM,
                new Sampled(10_000, new double[] {40, 50, 50, 60}, 0)));
        // √(2 · 50 / 4) = 5 of 10, and 3.18 such errors for three degrees of freedom.
        double expected = Math.pow(100 + 10 * Math.exp(3.18245 * 0.5), 2) / 10_050;
        assertThat(interval(DIMENSION, statistics).upper()).isCloseTo(expected, within(0.01 * expected));
    }

    @Test
    void thereIsNoneOfWhatMayBeNegativeOrHasNoLogarithm() {
        ProbeStatistics zero = statistics(Map.of(
                Statistic.SQUARED_DIFFERENCE,
                new Sampled(1, new double[] {0, 0, 0}, 0),
                Statistic.SQUARED_NORM,
                new Sampled(1, new double[] {1, 2, 3}, 0)));
        assertThat(LogRegion.interval(DISTANCE, zero, 1)).isEmpty();
        ProbeStatistics signed = statistics(Map.of(
                Statistic.SQUARED_DIFFERENCE, new Sampled(1, new double[] {1, 2, 3}, 0),
                Statistic.DIFFERENCE_OF_SQUARES, new Sampled(1, new double[] {1, 2, 3}, 0),
                Statistic.SQUARED_NORM, new Sampled(1, new double[] {1, 2, 3}, 0),
                Statistic.SQUARED_NORM_LATER, new Sampled(1, new double[] {1, 2, 3}, 0)));
        assertThat(LogRegion.interval(new Misalignment(), signed, 1)).isEmpty();
    }
}
