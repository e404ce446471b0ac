package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.linalg.DenseOperator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel whose eigenvalues fall to rounding within the sketch, as those of chaotic networks do. */
class NaHutchPlusPlusTest {
    private static final int ORDER = 150;
    private static final int SEEDS = 40;

    /** Small singular values of the overlap of probes and products, of 10⁻¹⁴, do not magnify rounding. */
    @ParameterizedTest
    @CsvSource({"OPERATOR, 60", "OPERATOR, 120", "SQUARE, 60", "SQUARE, 120"})
    void isExactToRoundingWithinTheRange(TraceOf of, int samples) {
        DMatrixRMaj factor = new DMatrixRMaj(ORDER, ORDER);
        for (int i = 0; i < ORDER; i++) {
            factor.set(i, i, Math.pow(0.15, i));
        }
        Kernel kernel = Kernel.ofFactor(DenseOperator.of(factor));
        double exact = IntStream.range(0, ORDER)
                .mapToDouble(i -> Math.pow(0.15, of == TraceOf.OPERATOR ? 2 * i : 4 * i))
                .sum();
        int held = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options =
                    EstimatorOptions.samples(samples).withSeed(seed).withProbes(ProbeKind.GAUSSIAN);
            Estimate estimate = new NaHutchPlusPlus().estimate(kernel, of, options);
            double error = Math.abs(estimate.value() / exact - 1);
            assertThat(error).isLessThan(1e-10);
            held += error < 1e-14 || estimate.interval95().orElseThrow().contains(exact) ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(34);
    }
}
