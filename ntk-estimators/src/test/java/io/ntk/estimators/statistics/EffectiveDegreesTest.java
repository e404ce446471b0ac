package io.ntk.estimators.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EffectiveDegreesTest {
    /** Kurtosis 1, below that of normal draws: taken to be 3, and one more for what six draws do not show. */
    @Test
    void lightTailsGainNothing() {
        assertThat(EffectiveDegrees.of(new double[] {1, -1, 1, -1, 1, -1}))
                .isCloseTo(12 / (4 - 3.0 / 5), within(1e-12));
    }

    @Test
    void ofManyDrawsTheyHardlyMatter() {
        double[] draws = new double[1000];
        Arrays.setAll(draws, i -> i % 2 == 0 ? i : -i);
        double degrees = EffectiveDegrees.of(draws);
        assertThat(StudentT.twoSided(0.95, degrees)).isCloseTo(1.96, within(0.01));
    }

    /** One draw that is everything has kurtosis (m−1) + 1/(m−1) − 1 = 8.11 for m = 10: worth about two draws. */
    @Test
    void oneLargeDrawLeavesFewDegrees() {
        double kurtosis = 1 / 0.09 - 3;
        double expected = 20 / (kurtosis + 1 - 7.0 / 9);
        assertThat(EffectiveDegrees.of(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 5}))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void fewOrEqualDrawsHaveTheUsualDegrees() {
        assertThat(EffectiveDegrees.of(new double[] {1, 5, 2})).isEqualTo(2);
        assertThat(EffectiveDegrees.of(new double[] {3, 3, 3, 3, 3})).isEqualTo(4);
    }
}
