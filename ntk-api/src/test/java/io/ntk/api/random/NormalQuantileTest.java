package io.ntk.api.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalQuantileTest {
    /** By solving log Φ(x) = log p in 60 digits. */
    @ParameterizedTest
    @CsvSource({
        "0.5000000000000001, 2.7829164246717669e-16",
        "0.6, 0.25334710313579974",
        "0.9, 1.2815515655446006",
        "0.925, 1.4395314709384562",
        "0.975, 1.9599639845400539",
        "0.99, 2.3263478740408408",
        "0.999, 3.0902323061678133",
        "1e-5, -4.2648907939228246",
        "1e-10, -6.3613409024040562",
        "1e-11, -6.7060231554951363",
        "1e-12, -7.0344838253011319",
        "1.1102230246251565e-16, -8.2095361516013869",
        "1e-100, -21.273453560965324",
        "1e-300, -37.047096299361199",
    })
    void knownQuantiles(double probability, double quantile) {
        assertThat(NormalQuantile.of(probability)).isCloseTo(quantile, within(4e-15 * Math.abs(quantile)));
    }

    @Test
    void isSymmetric() {
        CounterGenerator generator = new CounterGenerator(1, 1);
        for (int i = 0; i < 10_000; i++) {
            // Odd multiples of 2⁻⁵³ have an exact complement.
            double probability = generator.uniform(i);
            assertThat(NormalQuantile.of(1 - probability)).isEqualTo(-NormalQuantile.of(probability));
        }
        assertThat(NormalQuantile.of(0.5)).isZero();
    }

    /** Where one rational approximation hands over to the next: |p − 1/2| = 0.425, and p = exp(−25). */
    @ParameterizedTest
    @ValueSource(doubles = {0.075, 0.925, 1.3887943864964021e-11})
    void branchesMeet(double probability) {
        double below = NormalQuantile.of(probability * (1 - 1e-12));
        double above = NormalQuantile.of(probability * (1 + 1e-12));
        double density = Math.exp(-above * above / 2) / Math.sqrt(2 * Math.PI);
        double expected = 2e-12 * probability / density;
        assertThat(above - below).isCloseTo(expected, within(1e-14));
    }

    @Test
    void increases() {
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < 100_000; i++) {
            double quantile = NormalQuantile.of(i / 100_000.0);
            assertThat(quantile).isGreaterThan(previous);
            previous = quantile;
        }
    }
}
