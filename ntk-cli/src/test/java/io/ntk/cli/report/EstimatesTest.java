package io.ntk.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatesTest {
    @ParameterizedTest
    @CsvSource({
        "STANDARD_ERROR, 0.57712, 0.56600, 0.58820, 0.577 ± 0.011",
        "STANDARD_ERROR, 0.57712, 0.57602, 0.57825, 0.5771 ± 0.0011",
        "STANDARD_ERROR, 1234.5, 1214, 1255, 1235 ± 21",
        "STANDARD_ERROR, 0.57712, 0.50000, 0.60000, 0.577",
        "STANDARD_ERROR, 1, 0.99, 1, 1",
        "EXACT, 0.57712345, 0.57712344, 0.57712346, 0.577123450",
        "HEURISTIC, 0.57712, , , 0.577120"
    })
    void headlinesShowAnIntervalThatIsEven(ErrorKind kind, double value, Double lower, Double upper, String shown) {
        Optional<Interval> interval = lower == null ? Optional.empty() : Optional.of(new Interval(lower, upper));
        Estimate estimate = new Estimate(
                value,
                OptionalDouble.of(0.01),
                interval,
                kind,
                "deflated",
                100,
                List.of(),
                0,
                StopReason.COMPLETED,
                List.of());

        assertThat(Estimates.headline(estimate)).isEqualTo(shown);
    }
}
