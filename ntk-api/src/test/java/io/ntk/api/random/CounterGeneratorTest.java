package io.ntk.api.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterGeneratorTest {
    /** From an implementation of the definition in Python's unbounded integers. Changed bits would change every result. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 05d10cccba5e278b, 0.022721099836751635",
        "0, 0, 1, fd4d033899aa29ee, 0.9894563687500201",
        "42, 7, 123456789, ba13b25a7a235eed, 0.7268630476847994",
        "-1, 1099511627776, 8589934592, 616075f45be5eed5, 0.3803781243876966",
        "-9223372036854775808, 3, 5, d182480aa551e10b, 0.8183941865912129",
    })
    void wordsArePinned(long seed, long stream, long counter, String word, double uniform) {
        CounterGenerator generator = new CounterGenerator(seed, stream);
        assertThat(Long.toHexString(generator.word(counter))).isEqualTo(stripLeadingZeros(word));
        assertThat(generator.uniform(counter)).isEqualTo(uniform);
    }

    private static String stripLeadingZeros(String hex) {
        return Long.toHexString(Long.parseUnsignedLong(hex, 16));
    }

    @Test
    void uniformsAreOddMultiplesOfTheirUnit() {
        CounterGenerator generator = new CounterGenerator(1, 2);
        for (long counter = 0; counter < 10_000; counter++) {
            double multiple = generator.uniform(counter) * 0x1p53;
            assertThat(multiple).isStrictlyBetween(0.0, 0x1p53).isEqualTo(Math.rint(multiple));
            assertThat((long) multiple & 1).isEqualTo(1);
        }
    }

    /** Mean 1/2 and variance 1/12; the standard errors over n draws are sqrt(1/12n) and sqrt(1/180n). */
    @Test
    void uniformsHaveTheirMoments() {
        int n = 1_000_000;
        CounterGenerator generator = new CounterGenerator(3, 4);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = generator.uniform(i) - 0.5;
            sum += deviation;
            squares += deviation * deviation;
        }
        assertThat(Math.abs(sum / n)).isLessThan(5 * Math.sqrt(1 / (12.0 * n)));
        assertThat(Math.abs(squares / n - 1 / 12.0)).isLessThan(5 * Math.sqrt(1 / (180.0 * n)));
    }

    /** Over n words the number of ones in one bit has standard deviation sqrt(n) / 2. */
    @Test
    void everyBitIsFair() {
        int n = 1 << 16;
        CounterGenerator generator = new CounterGenerator(5, 6);
        int[] ones = new int[Long.SIZE];
        for (int i = 0; i < n; i++) {
            long word = generator.word(i);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                ones[bit] += (int) (word >>> bit & 1);
            }
        }
        for (int count : ones) {
            assertThat(Math.abs(count - n / 2)).isLessThan((int) (5 * Math.sqrt(n) / 2));
        }
    }

    @Test
    void seedAndStreamAreNotInterchangeable() {
        assertThat(new CounterGenerator(1, 2).word(0)).isNotEqualTo(new CounterGenerator(2, 1).word(0));
        assertThat(new CounterGenerator(3, 3).word(0)).isNotEqualTo(new CounterGenerator(4, 4).word(0));
    }
}
