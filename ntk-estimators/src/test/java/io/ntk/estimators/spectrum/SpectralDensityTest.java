package io.ntk.estimators.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.spectrum.SpectralDensity.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpectralDensityTest {
    private static final double[] SPECTRUM = KnownSpectrum.geometric(60, 0.9);
    private static final LinearOperator OPERATOR = KnownSpectrum.operator(KnownSpectrum.matrix(1, SPECTRUM));

    private static final double[] FAST_SPECTRUM = KnownSpectrum.geometric(60, 0.8);
    private static final LinearOperator FAST = KnownSpectrum.operator(KnownSpectrum.matrix(1, FAST_SPECTRUM));

    @Test
    void quadraturesIntegratePolynomialsOfProbesExactly() {
        int steps = 4;
        SpectralDensity density = SpectralDensity.estimate(
                OPERATOR, steps, EstimatorOptions.samples(400).withSeed(2));
        assertThat(density.quadratures()).hasSize(100);
        for (List<Node> quadrature : density.quadratures()) {
            assertThat(quadrature.stream().mapToDouble(Node::weight).sum()).isCloseTo(1, within(1e-12));
        }
        double expected = Arrays.stream(SPECTRUM).map(x -> Math.pow(x, 7)).sum();
        Estimate estimate = density.traceOf(x -> Math.pow(x, 2 * steps - 1));
        assertThat(estimate.standardError().orElseThrow()).isLessThan(0.2 * expected);
        assertThat(estimate.value())
                .isCloseTo(expected, within(4 * estimate.standardError().orElseThrow()));
    }

    private static final double MU = 1e-4;

    private static double logDeterminant(double eigenvalue) {
        return Math.log(eigenvalue + MU);
    }

    static Stream<Arguments> alternating() {
        return Stream.of(
                Arguments.of("log", (DoubleUnaryOperator) SpectralDensityTest::logDeterminant),
                Arguments.of("inverse", (DoubleUnaryOperator) x -> 1 / (x + 0.01)),
                Arguments.of("exp", (DoubleUnaryOperator) x -> Math.exp(-x)),
                Arguments.of("root", (DoubleUnaryOperator) x -> Math.sqrt(x + 1e-6)));
    }

    /** From all n steps the quadrature is exact: of the same probes, both rules must have that value between them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("alternating")
    void bothRulesHaveTheValueOfAProbeBetweenThem(String name, DoubleUnaryOperator f) {
        SpectralDensity all =
                SpectralDensity.estimate(FAST, 60, EstimatorOptions.samples(120).withSeed(3));
        double exact = all.traceOf(f).value();
        double before = Double.POSITIVE_INFINITY;
        for (int steps : new int[] {1, 2, 4, 8}) {
            SpectralDensity few = SpectralDensity.estimate(
                    FAST, steps, EstimatorOptions.samples(2 * steps).withSeed(3));
            double gauss = few.traceOf(f).value();
            double radau = 2 * few.traceOf(f, 0).value() - gauss;
            double rounding = 1e-10 * Math.abs(exact);
            assertThat(exact).isBetween(Math.min(gauss, radau) - rounding, Math.max(gauss, radau) + rounding);
            assertThat(Math.abs(gauss - radau)).isLessThanOrEqualTo(before);
            before = Math.abs(gauss - radau) + rounding;
        }
    }

    /** With three steps the bias is several standard errors: an interval of the sampling alone would miss. */
    @Test
    void theIntervalCoversTheBiasOfTheQuadrature() {
        double expected = Arrays.stream(FAST_SPECTRUM)
                .map(SpectralDensityTest::logDeterminant)
                .sum();
        int inside = 0;
        int bySamplingAlone = 0;
        for (int seed = 0; seed < 200; seed++) {
            SpectralDensity density = SpectralDensity.estimate(
                    FAST, 3, EstimatorOptions.samples(60).withSeed(seed));
            Estimate estimate = density.traceOf(SpectralDensityTest::logDeterminant, 0);
            inside += estimate.interval95().orElseThrow().contains(expected) ? 1 : 0;
            Estimate plain = density.traceOf(SpectralDensityTest::logDeterminant);
            assertThat(plain.interval95()).isEmpty();
            assertThat(plain.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
            double half = 2.1 * plain.standardError().orElseThrow();
            bySamplingAlone += Math.abs(plain.value() - expected) <= half ? 1 : 0;
        }
        assertThat(inside).isGreaterThanOrEqualTo(188);
        assertThat(bySamplingAlone).isLessThan(120);
    }

    /** With enough steps the bracket is narrow, and the interval is that of the probes. */
    @Test
    void agreesWithTheTraceOfAFunctionWithinItsError() {
        double expected = Arrays.stream(SPECTRUM).map(Math::log1p).sum();
        int inside = 0;
        for (int seed = 0; seed < 200; seed++) {
            Estimate estimate = SpectralDensity.estimate(
                            OPERATOR, 6, EstimatorOptions.samples(240).withSeed(seed))
                    .traceOf(Math::log1p, 0);
            assertThat(estimate.errorKind()).isEqualTo(ErrorKind.STANDARD_ERROR);
            inside += estimate.interval95().orElseThrow().contains(expected) ? 1 : 0;
        }
        assertThat(inside).isBetween(180, 199);
    }

    @Test
    void bracketsWhereTheOperatorIsSingular() {
        double[] spectrum = new double[60];
        Arrays.setAll(spectrum, i -> i < 20 ? Math.pow(0.7, i) : 0);
        LinearOperator singular = KnownSpectrum.operator(KnownSpectrum.matrix(1, spectrum));
        double expected =
                Arrays.stream(spectrum).map(SpectralDensityTest::logDeterminant).sum();
        Estimate estimate = SpectralDensity.estimate(
                        singular, 25, EstimatorOptions.samples(500).withSeed(1))
                .traceOf(SpectralDensityTest::logDeterminant, 0);
        assertThat(estimate.interval95().orElseThrow().contains(expected)).isTrue();
        SpectralDensity density = SpectralDensity.estimate(
                singular, 25, EstimatorOptions.samples(500).withSeed(1));
        assertThatThrownBy(() -> density.traceOf(Math::log, 0))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.INVALID_ARGUMENT))
                .hasMessageContaining("eigenvalue up to rounding");
        assertThatThrownBy(() -> density.traceOf(Math::exp, 0.5))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.INVALID_ARGUMENT))
                .hasMessageContaining("below the lowest, 0.5");
    }

    @Test
    void oneProbeStatesNoInterval() {
        SpectralDensity density = SpectralDensity.estimate(
                OPERATOR, 6, EstimatorOptions.samples(6).withSeed(1));
        assertThat(density.traceOf(Math::log1p, 0).interval95()).isEmpty();
        assertThat(density.traceOf(Math::log1p, 0).errorKind()).isEqualTo(ErrorKind.HEURISTIC);
    }

    @Test
    void countsEigenvaluesOnBothSidesOfAGap() {
        double[] spectrum = new double[50];
        Arrays.fill(spectrum, 0, 10, 5.0);
        Arrays.fill(spectrum, 10, 50, 1.0);
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(1, spectrum));
        SpectralDensity density = SpectralDensity.estimate(
                operator, 5, EstimatorOptions.samples(500).withSeed(1));
        Estimate above = density.count(3, 10);
        assertThat(above.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
        assertThat(above.value()).isCloseTo(10, within(4 * above.standardError().orElseThrow()));
        assertThat(above.value() + density.count(0, 3).value()).isCloseTo(50, within(1e-9));
        assertThat(density.quadratures()).allMatch(nodes -> nodes.size() == 2);
    }

    @Test
    void smoothedDensityIntegratesToTheOrder() {
        SpectralDensity density = SpectralDensity.estimate(
                OPERATOR, 10, EstimatorOptions.samples(100).withSeed(1));
        double sum = 0;
        for (double x = -1; x < 2; x += 0.01) {
            sum += 0.01 * density.smoothed(x, 0.05);
        }
        assertThat(sum).isCloseTo(60, within(1e-6));
    }

    @Test
    void refusesStepsOutOfRange() {
        for (int steps : new int[] {0, 61}) {
            assertThatThrownBy(() -> SpectralDensity.estimate(
                            OPERATOR, steps, EstimatorOptions.samples(100).withSeed(1)))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.INVALID_ARGUMENT));
        }
    }
}
