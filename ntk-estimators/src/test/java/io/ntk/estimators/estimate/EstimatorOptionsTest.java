package io.ntk.estimators.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.probe.ProbeKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorOptionsTest {
    @Test
    void changesOneOptionAtATime() {
        Progress listener = (products, expected) -> {};
        EstimatorOptions options = EstimatorOptions.samples(10)
                .withSeed(1)
                .withSamples(20)
                .withSeed(7)
                .withProbes(ProbeKind.SPHERE)
                .withTolerance(0.01)
                .withMemoryLimit(100)
                .withProgress(listener);
        assertThat(options)
                .isEqualTo(new EstimatorOptions(20, 7, ProbeKind.SPHERE, OptionalDouble.of(0.01), 100, listener));
        assertThat(options.withoutTolerance())
                .isEqualTo(new EstimatorOptions(20, 7, ProbeKind.SPHERE, OptionalDouble.empty(), 100, listener));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void refusesSamplesBelowOne(int samples) {
        assertInvalid(() -> EstimatorOptions.samples(samples).withSeed(1), "samples is " + samples);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, -1, 1, Double.NaN})
    void refusesTolerancesThatMeanNothing(double tolerance) {
        assertInvalid(
                () -> EstimatorOptions.samples(1).withSeed(1).withTolerance(tolerance), "tolerance is " + tolerance);
    }

    @Test
    void takesNoToleranceForUntilRounding() {
        assertThat(EstimatorOptions.samples(1).withTolerance(0).tolerance()).hasValue(0);
    }

    @Test
    void refusesMemoryLimitsBelowOne() {
        assertInvalid(() -> EstimatorOptions.samples(1).withSeed(1).withMemoryLimit(0), "0 bytes");
    }

    @ParameterizedTest
    @EnumSource(ProbeKind.class)
    void readsTheNameOfEveryProbeKind(ProbeKind kind) {
        assertThat(ProbeKind.parse(kind.label())).isEqualTo(kind);
    }

    @Test
    void offersTheClosestProbeKind() {
        assertInvalid(() -> ProbeKind.parse("radmacher"), "Did you mean 'rademacher'?");
    }

    @Test
    void namesReportsWithHyphens() {
        assertThat(ErrorKind.STANDARD_ERROR.label()).isEqualTo("standard-error");
        assertThat(StopReason.TOLERANCE_REACHED.label()).isEqualTo("tolerance-reached");
        assertThat(TraceOf.SQUARE.label()).isEqualTo("ntk-squared");
    }

    @Test
    void reportsTheProductsOfTheBusiestOperator() {
        Estimate estimate = new Estimate(
                1,
                OptionalDouble.empty(),
                Optional.of(new Interval(0.5, 2)),
                ErrorKind.HEURISTIC,
                "m",
                3,
                List.of(new Cost(3, 0, 0), new Cost(1, 2, 4)),
                1,
                StopReason.COMPLETED,
                List.of());
        assertThat(estimate.operatorApplications()).isEqualTo(7);
        assertThat(estimate.withNote("So.").notes()).containsExactly("So.");
        assertThat(new Interval(0.5, 2).contains(2)).isTrue();
        assertThat(new Interval(0.5, 2).contains(0.4)).isFalse();
        assertThat(new Interval(0.5, 2).width()).isEqualTo(1.5);
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.INVALID_ARGUMENT))
                .hasMessageContaining(words);
    }
}
