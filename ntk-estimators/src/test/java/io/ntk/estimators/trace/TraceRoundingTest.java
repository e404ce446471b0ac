package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel that is off by much more than sampling, as those of chaotic networks are in float32. */
class TraceRoundingTest {
    private static final GoldenCase GOLDEN = GoldenCase.named("gru");
    private static final int SEEDS = 40;
    private static final double OFF = 1.3;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Linearization lower = backend.linearize(GOLDEN.problemAfter(Precision.FLOAT32));
    private final Linearization higher = backend.linearize(GOLDEN.problemAfter(Precision.FLOAT64));

    @AfterEach
    void close() {
        lower.close();
        higher.close();
        backend.close();
    }

    private Kernel times(double factor) {
        return Kernel.of(lower.ntk().scaledBy(factor)).repeatedBy(() -> higher);
    }

    @ParameterizedTest
    @CsvSource({
        "hutch++, OPERATOR", "hutch++, SQUARE",
        "na-hutch++, OPERATOR", "na-hutch++, SQUARE",
        "nystrom++, OPERATOR", "nystrom++, SQUARE",
        "hutchinson, SQUARE"
    })
    void intervalsHoldTheTraceInFloat64(String method, TraceOf of) {
        double exact = UnitVectors.trace(higher.ntk(), of, EstimatorOptions.samples(1));
        int held = 0;
        int heldWithout = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options = EstimatorOptions.samples(60).withSeed(seed);
            Estimate estimate = Estimators.standard().trace(method).estimate(times(OFF), of, options);
            held += estimate.interval95().orElseThrow().contains(exact) ? 1 : 0;
            Estimate without = Estimators.standard()
                    .trace(method)
                    .estimate(Kernel.of(lower.ntk().scaledBy(OFF)), of, options);
            heldWithout += without.interval95().orElseThrow().contains(exact) ? 1 : 0;
            assertThat(estimate.value()).isEqualTo(without.value());
            assertThat(estimate.operatorApplications()).isEqualTo(without.operatorApplications());
            assertThat(estimate.repeatedApplications()).isEqualTo(5);
        }
        assertThat(held).isGreaterThanOrEqualTo(SEEDS - 3);
        assertThat(heldWithout).isLessThan(SEEDS / 2);
    }

    @Test
    void twoProductsShowThatRoundingIsSmall() {
        Estimate estimate = new Hutchinson().estimate(times(1), TraceOf.OPERATOR, EstimatorOptions.samples(20));

        assertThat(estimate.repeatedApplications()).isEqualTo(2);
        assertThat(estimate.roundingError().orElseThrow())
                .isPositive()
                .isLessThan(estimate.halfWidth().orElseThrow() / 100);
    }

    @Test
    void nothingIsRepeatedWithoutAnIntervalOrRoom() {
        EstimatorOptions options = EstimatorOptions.samples(20);

        Estimate heuristic = new XNysTrace().estimate(times(1), TraceOf.OPERATOR, options);
        Estimate crowded = new Hutchinson().estimate(times(1), TraceOf.OPERATOR, options.withMemoryLimit(4096));

        assertThat(heuristic.repeatedApplications()).isZero();
        assertThat(crowded.roundingError()).isEmpty();
        assertThat(crowded.interval95()).isPresent();
    }
}
