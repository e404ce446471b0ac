package io.ntk.estimators.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EffectiveDegreesTest {
    /** Kurtosis 1, below that of normal draws: no more than m − 1. */
    @Test
    void lightTailsGainNothing() {
        assertThat(EffectiveDegrees.of(new double[] {1, -1, 1, -1, 1, -1})).isEqualTo(5);
    }

    /** One draw that is everything has kurtosis (m−1) + 1/(m−1) − 1 = 8.11 for m = 10: worth about two draws. */
    @Test
    void oneLargeDrawLeavesFewDegrees() {
        double kurtosis = 1 / 0.09 - 3;
        double expected = 20 / (kurtosis - 7.0 / 9);
        assertThat(EffectiveDegrees.of(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 5}))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void fewOrEqualDrawsHaveTheUsualDegrees() {
        assertThat(EffectiveDegrees.of(new double[] {1, 5, 2})).isEqualTo(2);
        assertThat(EffectiveDegrees.of(new double[] {3, 3, 3, 3, 3})).isEqualTo(4);
    }
}
