package io.ntk.estimators.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.tck.golden.GoldenCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In float32 storage, the same probes give the same estimates to rounding, and what overflows is named. */
class Float32GoldenTest {
    private static final GoldenCase GOLDEN = GoldenCase.named("gru");

    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(40).withSeed(3);

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "three-traces", "reverse-only"})
    void alignmentsAgreeWithFloat64(String name) {
        assertThat(alignment(name, Precision.FLOAT32)).isCloseTo(alignment(name, Precision.FLOAT64), within(2e-5));
    }

    private static double alignment(String name, Precision precision) {
        try (GoldenKernels kernels = new GoldenKernels(GOLDEN, problem -> problem.withPrecision(precision))) {
            return Estimators.standard()
                    .alignment(name)
                    .estimate(kernels.before(), kernels.after(), OPTIONS)
                    .value();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace", "naive"})
    void tracesAgreeWithFloat64(String name) {
        for (TraceOf of : TraceOf.values()) {
            double expected = trace(name, of, Precision.FLOAT64);
            assertThat(trace(name, of, Precision.FLOAT32)).as("%s", of).isCloseTo(expected, within(2e-4 * expected));
        }
    }

    private static double trace(String name, TraceOf of, Precision precision) {
        try (GoldenKernels kernels = new GoldenKernels(GOLDEN, problem -> problem.withPrecision(precision))) {
            return Estimators.standard()
                    .trace(name)
                    .estimate(kernels.after(), of, OPTIONS)
                    .value();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "nystrom++", "xtrace", "xnystrace", "na-hutch++"})
    void overflowIsNamed(String name) {
        try (GoldenKernels kernels = new GoldenKernels(GOLDEN, problem -> problem.withPrecision(Precision.FLOAT32))) {
            Kernel huge = Kernel.of(kernels.after().operator().scaledBy(1e38));
            assertThatThrownBy(() -> Estimators.standard().trace(name).estimate(huge, TraceOf.OPERATOR, OPTIONS))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NON_FINITE))
                    .hasMessageContaining("float64");
        }
    }
}
