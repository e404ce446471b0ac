package io.ntk.api.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeDistributionTest {
    private static double[] probe(ProbeDistribution distribution, long seed, long probe, long first, int count) {
        double[] out = new double[count];
        distribution.fill(seed, probe, first, out, 0, count);
        return out;
    }

    @ParameterizedTest
    @EnumSource
    void elementsDependOnTheirIndexAlone(ProbeDistribution distribution) {
        double[] whole = probe(distribution, 42, 7, 0, 300);
        for (int first : new int[] {0, 1, 62, 63, 64, 65, 127, 128, 200}) {
            for (int count : new int[] {0, 1, 2, 63, 64, 65, 100}) {
                assertThat(probe(distribution, 42, 7, first, count))
                        .as("%d elements from %d", count, first)
                        .isEqualTo(Arrays.copyOfRange(whole, first, first + count));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void elementsFarOutAreThereToo(ProbeDistribution distribution) {
        long far = (1L << 40) + 37;
        double[] whole = probe(distribution, -3, 1L << 50, far, 200);
        assertThat(probe(distribution, -3, 1L << 50, far + 50, 100)).isEqualTo(Arrays.copyOfRange(whole, 50, 150));
    }

    @ParameterizedTest
    @EnumSource
    void writesWhereToldAndNowhereElse(ProbeDistribution distribution) {
        double[] out = new double[100];
        Arrays.fill(out, 99);
        distribution.fill(42, 7, 10, out, 20, 70);
        double[] expected = new double[100];
        Arrays.fill(expected, 99);
        System.arraycopy(probe(distribution, 42, 7, 10, 70), 0, expected, 20, 70);
        assertThat(out).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void floatsAreTheRoundedDoubles(ProbeDistribution distribution) {
        float[] narrow = new float[1000];
        distribution.fill(11, 12, 13, narrow, 5, 900);
        float[] expected = new float[1000];
        double[] wide = probe(distribution, 11, 12, 13, 900);
        for (int i = 0; i < wide.length; i++) {
            expected[5 + i] = (float) wide[i];
        }
        assertThat(narrow).isEqualTo(expected);
    }

    @Test
    void rademacherElementsAreSigns() {
        assertThat(probe(ProbeDistribution.RADEMACHER, 1, 2, 3, 1000)).containsOnly(-1, 1);
    }

    /** The first bits of the first word of stream (42, 7), as pinned for the generator; a set bit is −1. */
    @Test
    void rademacherTakesTheBitsInOrder() {
        long word = new CounterGenerator(42, 7).word(0);
        double[] signs = probe(ProbeDistribution.RADEMACHER, 42, 7, 0, 64);
        for (int i = 0; i < 64; i++) {
            assertThat(signs[i]).isEqualTo((word >>> i & 1) == 1 ? -1 : 1);
        }
    }

    @Test
    void gaussianTakesOneUniformForEachElement() {
        CounterGenerator generator = new CounterGenerator(42, 7);
        double[] elements = probe(ProbeDistribution.GAUSSIAN, 42, 7, 100, 50);
        for (int i = 0; i < elements.length; i++) {
            assertThat(elements[i]).isEqualTo(NormalQuantile.of(generator.uniform(100 + i)));
        }
    }

    /** Over n draws the means of x, x², x³, x⁴ are within five standard errors of 0, 1, 0 and the fourth moment. */
    @ParameterizedTest
    @EnumSource
    void moments(ProbeDistribution distribution) {
        int n = 1_000_000;
        double[] x = probe(distribution, 2024, 5, 0, n);
        boolean gaussian = distribution == ProbeDistribution.GAUSSIAN;
        double[] expected = {0, 1, 0, gaussian ? 3 : 1};
        double[] variances = gaussian ? new double[] {1, 2, 15, 96} : new double[] {1, 0, 1, 0};
        for (int power = 1; power <= 4; power++) {
            double sum = 0;
            for (double element : x) {
                sum += Math.pow(element, power);
            }
            assertThat(Math.abs(sum / n - expected[power - 1]))
                    .as("mean of x^%d", power)
                    .isLessThanOrEqualTo(5 * Math.sqrt(variances[power - 1] / n));
        }
    }

    /** Inner products of independent probes, over the number of elements, have variance 1 / n. */
    @ParameterizedTest
    @EnumSource
    void probesSeedsAndNeighboursAreUncorrelated(ProbeDistribution distribution) {
        int n = 1_000_000;
        double[] x = probe(distribution, 9, 3, 0, n);
        double bound = 5 / Math.sqrt(n);
        assertThat(correlation(x, probe(distribution, 9, 4, 0, n)))
                .as("next probe")
                .isLessThan(bound);
        assertThat(correlation(x, probe(distribution, 10, 3, 0, n)))
                .as("next seed")
                .isLessThan(bound);
        assertThat(correlation(x, probe(distribution, 3, 9, 0, n)))
                .as("swapped")
                .isLessThan(bound);
        assertThat(correlation(x, probe(distribution, ~9L, 3, 0, n)))
                .as("negated")
                .isLessThan(bound);
        for (int lag : new int[] {1, 2, 63, 64, 128}) {
            assertThat(correlation(x, probe(distribution, 9, 3, lag, n)))
                    .as("lag %d", lag)
                    .isLessThan(bound);
        }
    }

    private static double correlation(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return Math.abs(sum / x.length);
    }
}
