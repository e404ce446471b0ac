package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.Precision;
import io.ntk.runtime.provider.Cells;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomProblemsTest {
    private static final ProblemSizes SIZES = new ProblemSizes(40, 9, 64, 3);

    private final RandomProblems problems = new RandomProblems(Cells.find(RandomProblemsTest.class.getClassLoader()));

    private BeforeAfter pair(long seed) {
        return problems.pair("gru", SIZES, seed, Precision.FLOAT64);
    }

    @Test
    void drawsParametersAsPytorchInitializesThem() {
        double[] values = pair(0).before().parameters().toArray();
        double bound = 1 / Math.sqrt(64);

        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-bound, -0.99 * bound);
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.99 * bound, bound);
        // The variance of a uniform law is bound²/3; its estimate from M numbers is off by 2/√(5M) of it, about 0.8%.
        double variance = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
        assertThat(variance / (bound * bound / 3)).isBetween(0.96, 1.04);
    }

    @Test
    void drawsStandardNormalInputs() {
        double[] x = pair(0).before().inputs().toArray();
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance = Arrays.stream(x).map(v -> v * v).average().orElseThrow();

        assertThat(x).hasSize(40 * 9 * 3);
        // Five standard deviations of the mean (1/√1080) and of the variance (√(2/1080)).
        assertThat(mean).isBetween(-0.16, 0.16);
        assertThat(variance).isBetween(0.78, 1.22);
    }

    @Test
    void theSeedDecidesEverything() {
        assertThat(pair(3).after().parameters().toArray())
                .isEqualTo(pair(3).after().parameters().toArray());
        assertThat(pair(3).after().parameters().toArray())
                .isNotEqualTo(pair(4).after().parameters().toArray());
        assertThat(pair(3).after().parameters().toArray())
                .isNotEqualTo(pair(3).before().parameters().toArray());
        assertThat(pair(3).after().inputs().toArray())
                .isEqualTo(pair(3).before().inputs().toArray());
    }

    @Test
    void readsSizesAsUsersWriteThem() {
        assertThat(ProblemSizes.parse("100,10, 128,3")).isEqualTo(new ProblemSizes(100, 10, 128, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100,10,128", "100,10,128,3,1", "100,0,128,3", "a,b,c,d", "99999999999,1,1,1"})
    void refusesWhatAreNotFourSizes(String text) {
        assertThatThrownBy(() -> ProblemSizes.parse(text))
                .hasMessage("The size is '" + text
                        + "'. Give trials, steps, hidden units and inputs, each at least 1, as in 100,10,128,3.");
    }
}
