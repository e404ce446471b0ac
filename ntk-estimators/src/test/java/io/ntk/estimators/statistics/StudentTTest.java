package io.ntk.estimators.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
    /** Closed forms: ν = 1 is tan(πp/2), ν = 2 is p √(2/(1−p²)); the others from printed tables. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 1, 12.706204736174705",
        "0.95, 2, 4.302652729749464",
        "0.5, 2, 0.816496580927726",
        "0.95, 3, 3.182446305284263",
        "0.95, 10, 2.228138851964939",
        "0.99, 30, 2.749995653567231",
        "0.95, 1000, 1.962339080792091",
        "0.95, Infinity, 1.959963984540054",
    })
    void agreesWithTables(double level, double degrees, double expected) {
        assertThat(StudentT.twoSided(level, degrees)).isCloseTo(expected, within(2e-6 * expected));
    }
}
