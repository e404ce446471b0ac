package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.SampleMean;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The variance of Hutchinson's estimator is the one documented with each kind of probe. */
class ProbeVarianceTest {
    private static final int N = 24;
    private static final int SAMPLES = 6;
    private static final int SEEDS = 2000;

    private final DMatrixRMaj matrix = new DMatrixRMaj(N, N);
    private final LinearOperator operator;
    private double trace;
    private double squares;
    private double diagonalSquares;

    ProbeVarianceTest() {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                matrix.set(i, j, Math.cos(i * j) / (1 + Math.abs(i - j)));
                squares += matrix.get(i, j) * matrix.get(i, j);
            }
            trace += matrix.get(i, i);
            diagonalSquares += matrix.get(i, i) * matrix.get(i, i);
        }
        operator = DenseOperator.of(matrix, OperatorProperty.SYMMETRIC);
    }

    private double variance(ProbeKind kind) {
        double sphere = 2.0 * N / (N + 2) * (squares - trace * trace / N);
        return switch (kind) {
            case RADEMACHER -> 2 * (squares - diagonalSquares);
            case GAUSSIAN -> 2 * squares;
            case SPHERE -> sphere;
            case ORTHONORMAL -> sphere * (N - SAMPLES) / (N - 1);
        };
    }

    @ParameterizedTest
    @EnumSource(ProbeKind.class)
    void meanAndVarianceAreAsDocumented(ProbeKind kind) {
        Estimate[] runs = IntStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> new Hutchinson()
                        .estimate(
                                operator,
                                EstimatorOptions.samples(SAMPLES).withSeed(seed).withProbes(kind)))
                .toArray(Estimate[]::new);
        SampleMean mean = SampleMean.of(
                IntStream.range(0, SEEDS).mapToDouble(i -> runs[i].value()).toArray());
        double variance = variance(kind) / SAMPLES;
        assertThat(mean.mean()).isCloseTo(trace, within(4 * Math.sqrt(variance / SEEDS)));
        // The relative standard deviation of a variance is about √(2/N), a little more for skewed laws.
        assertThat(mean.deviation() * mean.deviation() / variance).isCloseTo(1, within(6 * Math.sqrt(2.0 / SEEDS)));
        double stated = IntStream.range(0, SEEDS)
                .mapToDouble(i -> Math.pow(runs[i].standardError().orElseThrow(), 2))
                .average()
                .orElseThrow();
        assertThat(stated / variance).isCloseTo(1, within(0.1));
    }

    @Test
    void orthonormalProbesInAllDimensionsAreExactAndSaySo() {
        Estimate estimate = new Hutchinson()
                .estimate(operator, EstimatorOptions.samples(N).withSeed(3).withProbes(ProbeKind.ORTHONORMAL));
        assertThat(estimate.value()).isCloseTo(trace, within(1e-11));
        assertThat(estimate.standardError()).hasValue(0);
    }
}
