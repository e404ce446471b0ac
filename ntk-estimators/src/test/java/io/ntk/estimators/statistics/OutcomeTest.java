package io.ntk.estimators.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {

    private static final Outcome SAMPLED = new Outcome(
            0.5,
            OptionalDouble.of(0.02),
            Optional.of(new Interval(0.46, 0.53)),
            ErrorKind.STANDARD_ERROR,
            StopReason.COMPLETED,
            List.of());

    @ParameterizedTest
    @CsvSource({"0, 0.46, 0.53, SAMPLING", "0.03, 0.45, 0.542426, SAMPLING", "0.3, 0.197345, 0.801496, ROUNDING"})
    void addsTheSquaresOfBothErrorsAndNamesTheLarger(double bound, double lower, double upper, ErrorSource larger) {
        Estimate estimate = estimate(SAMPLED.withRounding(bound));

        assertThat(estimate.roundingError()).hasValue(bound);
        assertThat(estimate.standardError()).hasValue(0.02);
        assertThat(estimate.interval95().orElseThrow().lower()).isCloseTo(lower, within(1e-6));
        assertThat(estimate.interval95().orElseThrow().upper()).isCloseTo(upper, within(1e-6));
        assertThat(estimate.halfWidth().orElseThrow()).isCloseTo(Math.max(0.5 - lower, upper - 0.5), within(1e-6));
        assertThat(estimate.largerError()).contains(larger);
    }

    @Test
    void anExactValueErrsByRoundingAlone() {
        Estimate estimate = estimate(Outcome.exact(2).withRounding(1e-7));

        assertThat(estimate.interval95()).contains(new Interval(2 - 1e-7, 2 + 1e-7));
        assertThat(estimate.largerError()).contains(ErrorSource.ROUNDING);
        assertThat(ErrorSource.ROUNDING.label()).isEqualTo("rounding");
    }

    @Test
    void doesNotReachWhatIsImpossible() {
        Estimate estimate = estimate(SAMPLED.withRounding(0.3).within(new Interval(0, 0.6)));

        assertThat(estimate.interval95().orElseThrow().upper()).isEqualTo(0.6);
        assertThat(estimate.interval95().orElseThrow().lower()).isCloseTo(0.197345, within(1e-6));
    }

    @Test
    void whatIsNotANumberIsNotCut() {
        Outcome undefined = Outcome.exact(Double.NaN);

        assertThat(undefined.within(new Interval(0, 1))).isSameAs(undefined);
    }

    @Test
    void namesNoErrorWhereRoundingIsNotMeasured() {
        assertThat(estimate(SAMPLED).roundingError()).isEmpty();
        assertThat(estimate(SAMPLED).largerError()).isEmpty();
        assertThat(estimate(SAMPLED).halfWidth().orElseThrow()).isCloseTo(0.04, within(1e-15));
    }

    private static Estimate estimate(Outcome outcome) {
        return outcome.by("method", List.of(), EstimatorOptions.samples(3));
    }
}
