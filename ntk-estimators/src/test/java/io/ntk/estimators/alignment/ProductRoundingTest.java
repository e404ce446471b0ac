package io.ntk.estimators.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.random.CounterGenerator;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import java.util.Set;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ProductRoundingTest {
    private static final int N = 80;
    private static final int SEEDS = 100;

    /** Two vectors of a block whose products differ from symmetric ones by 0.2 for A, and not at all for B. */
    @Test
    void propagatesTheAsymmetryOfABlock() {
        ProductRounding rounding = new ProductRounding();
        rounding.add(
                new DMatrixRMaj(2, 2, true, 1, 0.3, 0.1, 2),
                new DMatrixRMaj(2, 2, true, 1, 0.5, 0.5, 1),
                new double[] {3, 4},
                new double[] {1, 2},
                new double[] {5, 6});
        AlignmentParts parts = new AlignmentParts(6, 14, 22);

        // σ² = 0.2² / 2; Σ‖h‖² = Σ‖Bq‖²/ab − 2 (c/a) Σ⟨Aq, Bq⟩/ab + (c/a)² Σ‖Aq‖²/ab.
        double h = (11 - 2 * 6 / 14.0 * 3 + 36 / 196.0 * 7) / (14 * 22);
        assertThat(rounding.bound(parts).orElseThrow()).isCloseTo(12 * 2 * Math.sqrt(0.02 * h), within(1e-12));
    }

    @Test
    void cannotTellFromSingleVectors() {
        ProductRounding rounding = new ProductRounding();
        rounding.add(
                new DMatrixRMaj(1, 1, true, 1),
                new DMatrixRMaj(1, 1, true, 1),
                new double[] {1},
                new double[] {1},
                new double[] {1});

        assertThat(rounding.bound(new AlignmentParts(1, 1, 1))).isEmpty();
    }

    /** Noise of 1e-6 in every element of a product stands for rounding: it is many times the sampling error. */
    @Test
    void intervalsHoldTheAlignmentOfOperatorsWithNoise() {
        double[] before = spectrum(0.6);
        double[] after = spectrum(0.5);
        double exact = product(before, after) / Math.sqrt(product(before, before) * product(after, after));
        int held = 0;
        double squares = 0;
        double bounds = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Estimate estimate = new Deflated()
                    .estimate(
                            Kernel.of(noisy(before, 1e-6, seed)),
                            Kernel.of(noisy(after, 1e-6, 1000L + seed)),
                            EstimatorOptions.samples(60).withSeed(seed))
                    .estimate();
            held += estimate.interval95().orElseThrow().contains(exact) ? 1 : 0;
            squares += Math.pow(estimate.value() - exact, 2) / SEEDS;
            bounds += estimate.roundingError().orElseThrow() / SEEDS;
            assertThat(estimate.largerError()).contains(ErrorSource.ROUNDING);
        }
        assertThat(held).isGreaterThanOrEqualTo(95);
        assertThat(bounds).isBetween(2 * Math.sqrt(squares), 30 * Math.sqrt(squares));
    }

    private static double[] spectrum(double ratio) {
        return IntStream.range(0, N).mapToDouble(i -> Math.pow(ratio, i)).toArray();
    }

    private static double product(double[] x, double[] y) {
        return IntStream.range(0, N).mapToDouble(i -> x[i] * y[i]).sum();
    }

    private static LinearOperator noisy(double[] values, double size, long seed) {
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", values.length));
        CounterGenerator noise = new CounterGenerator(seed, 1);
        return new AbstractLinearOperator(space, space, Set.of(OperatorProperty.SYMMETRIC)) {
            private long drawn;

            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                for (int j = 0; j < x.columns(); j++) {
                    double[] column = x.toArray(j);
                    for (int i = 0; i < column.length; i++) {
                        column[i] = values[i] * column[i] + size * (noise.uniform(drawn++) - 0.5);
                    }
                    y.setColumn(j, column);
                }
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
    }
}
