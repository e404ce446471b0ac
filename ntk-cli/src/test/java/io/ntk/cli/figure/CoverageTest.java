package io.ntk.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.cli.figure.Trial.End;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How runs are held against exact values, on runs that are made up. */
class CoverageTest {
    private static final double ROUNDING = 1e-6;

    private static final EstimatedNumber NUMBER =
            new EstimatedNumber("alignment", "made-up", 0.5, new Interval(0, 1), run -> {
                throw new AssertionError("The runs are made up.");
            });

    private static Estimate estimate(double value, ErrorKind kind, Optional<Interval> interval) {
        return new Estimate(
                value,
                OptionalDouble.empty(),
                interval,
                kind,
                "made-up",
                20,
                List.of(),
                0,
                StopReason.COMPLETED,
                List.of());
    }

    private static Trial stated(double value, double lower, double upper) {
        Estimate estimate = estimate(value, ErrorKind.STANDARD_ERROR, Optional.of(new Interval(lower, upper)));
        return Trial.of(NUMBER, () -> estimate, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.4, 0.6, true, true",
        "0.7, 0.6, 0.8, false, true",
        "0.5, 0.4, 1.01, true, false",
        "0.2, -0.1, 0.5, true, false",
        "1.5, 0.4, 0.6, true, false",
        "NaN, 0.4, 0.6, true, false"
    })
    void anIntervalCoversAndStaysWithinThePossible(
            double value, double lower, double upper, boolean covers, boolean possible) {
        Trial trial = stated(value, lower, upper);

        assertThat(trial.end()).isEqualTo(End.INTERVAL);
        assertThat(trial.covers()).isEqualTo(covers);
        assertThat(trial.possible()).isEqualTo(possible);
    }

    @Test
    void whatIsSaidToBeExactIsHeldToRounding() {
        Estimate close = estimate(0.5 * (1 + 1e-7), ErrorKind.EXACT, Optional.of(new Interval(0.5, 0.5)));
        Estimate wrong = estimate(0.5 * (1 + 1e-5), ErrorKind.EXACT, Optional.of(new Interval(0.500005, 0.500005)));

        assertThat(Trial.of(NUMBER, () -> close, ROUNDING).end()).isEqualTo(End.EXACT);
        Estimate bounded = estimate(0.5 * (1 + 1e-5), ErrorKind.EXACT, Optional.of(new Interval(0.49, 0.51)));
        assertThat(Trial.of(NUMBER, () -> bounded, ROUNDING).end()).isEqualTo(End.EXACT);
        Trial claimed = Trial.of(NUMBER, () -> wrong, ROUNDING);
        assertThat(claimed.end()).isEqualTo(End.INTERVAL);
        assertThat(claimed.covers()).isFalse();
    }

    @Test
    void runsWithoutIntervalOrValueAreToldApart() {
        Estimate bare = estimate(0.6, ErrorKind.HEURISTIC, Optional.empty());

        assertThat(Trial.of(NUMBER, () -> bare, ROUNDING))
                .isEqualTo(new Trial(End.WITHHELD, false, true, Math.abs(0.6 - 0.5) / 0.5));
        assertThat(failing(ErrorId.INVALID_ARGUMENT).end()).isEqualTo(End.REFUSED);
        assertThat(failing(ErrorId.NUMERICAL_FAILURE).end()).isEqualTo(End.FAILED);
    }

    private static Trial failing(ErrorId id) {
        return Trial.of(
                NUMBER,
                () -> {
                    throw new NtkException(id, "It did not work.", "Try something else.");
                },
                ROUNDING);
    }

    private static CoverageCell cell(int samples, int covering, int intervals) {
        List<Trial> trials = Stream.concat(
                        Collections.nCopies(covering, stated(0.5, 0.4, 0.6)).stream(),
                        Collections.nCopies(intervals - covering, stated(0.7, 0.6, 0.8)).stream())
                .toList();
        return CoverageCell.of("gru", Precision.FLOAT32, NUMBER, samples, trials);
    }

    @ParameterizedTest
    @CsvSource({
        "20, 475, 500, ''",
        "20, 460, 500, ''",
        "20, 459, 500, covers too little",
        "100, 490, 500, ''",
        "100, 491, 500, covers too much",
        "10, 450, 500, ''",
        "10, 449, 500, covers too little",
        "10, 500, 500, ''",
        // With a hundred intervals chance alone leaves 88.5%.
        "40, 89, 100, ''",
        "40, 88, 100, covers too little",
        "40, 100, 100, ''"
    })
    void coverageIsAsWantedWithinChance(int samples, int covering, int intervals, String fault) {
        CoverageCell cell = cell(samples, covering, intervals);

        assertThat(cell.coverage()).isEqualTo((double) covering / intervals);
        assertThat(String.join("; ", cell.faults())).isEqualTo(fault);
    }

    @Test
    void aCellCountsWhatItsRunsCameTo() {
        Trial bare = Trial.of(NUMBER, () -> estimate(0.5, ErrorKind.HEURISTIC, Optional.empty()), ROUNDING);
        CoverageCell cell = CoverageCell.of(
                "gru",
                Precision.FLOAT64,
                NUMBER,
                40,
                List.of(stated(0.6, -0.1, 0.7), bare, failing(ErrorId.NON_FINITE), failing(ErrorId.INVALID_ARGUMENT)));

        assertThat(cell)
                .isEqualTo(new CoverageCell(
                        "gru",
                        Precision.FLOAT64,
                        "alignment",
                        "made-up",
                        40,
                        1,
                        1,
                        0,
                        1,
                        1,
                        1,
                        1,
                        (0.6 - 0.5) / 0.5 / 2));
        assertThat(cell.faults()).containsExactly("gives no value at times", "reaches the impossible");
    }

    @Test
    void aScopeThatCannotBeMeantIsRefused() {
        List<Precision> both = List.of(Precision.values());

        assertThatThrownBy(() -> new StudyScope(List.of("gruu"), List.of(20), both))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("no network 'gruu'")
                .hasMessageContaining("Did you mean 'gru'?");
        for (List<Integer> samples : List.of(List.of(0, 20), List.of(20, 20), List.of(40, 20))) {
            assertThatThrownBy(() -> new StudyScope(List.of("gru"), samples, both))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("numbers of samples are " + samples);
        }
        assertThatThrownBy(() -> new StudyScope(List.of("gru"), List.of(), both))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("0 numbers of samples");
    }
}
