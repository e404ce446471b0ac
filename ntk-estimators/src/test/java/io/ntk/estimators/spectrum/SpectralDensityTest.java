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
import org.junit.jupiter.api.Test;

class SpectralDensityTest {
    private static final double[] SPECTRUM = KnownSpectrum.geometric(60, 0.9);
    private static final LinearOperator OPERATOR = KnownSpectrum.operator(KnownSpectrum.matrix(1, SPECTRUM));

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

    @Test
    void agreesWithTheTraceOfAFunctionWithinItsError() {
        double expected = Arrays.stream(SPECTRUM).map(Math::log1p).sum();
        int inside = 0;
        for (int seed = 0; seed < 200; seed++) {
            Estimate estimate = SpectralDensity.estimate(
                            OPERATOR, 6, EstimatorOptions.samples(240).withSeed(seed))
                    .traceOf(Math::log1p);
            inside += estimate.interval95().orElseThrow().contains(expected) ? 1 : 0;
        }
        assertThat(inside).isBetween(180, 199);
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
