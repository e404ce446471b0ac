package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.model.Indices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialDivisionTest {
    @Test
    void trialsThatEndTogetherAreOneGroup() {
        assertThat(TrialDivision.of(new int[] {7, 7, 7})).containsExactly(Indices.range(0, 3));
    }

    @Test
    void trialsWithoutStepsAreInNone() {
        assertThat(TrialDivision.of(new int[] {0, 7, 0})).containsExactly(Indices.of(1));
        assertThat(TrialDivision.of(new int[3])).isEmpty();
    }

    @Test
    void aGroupPadsItsTrialsOrNot() {
        int[] lengths = {10, 400, 0, 390, 400};
        assertThat(TrialDivision.of(lengths)).containsExactlyInAnyOrder(Indices.of(0), Indices.of(1, 3, 4));
        assertThat(TrialDivision.exact(lengths))
                .containsExactlyInAnyOrder(Indices.of(0), Indices.of(3), Indices.of(1, 4));
    }

    /** Of T = 200 steps, a half is needed. */
    @ParameterizedTest
    @CsvSource({"8, 2, 0.74", "64, 6, 0.59", "256, 8, 0.57", "2048, 8, 0.57"})
    void evenlySpreadLengthsMakeFewGroupsThatPadLittle(int trials, int most, double steps) {
        int[] lengths =
                IntStream.range(0, trials).map(i -> 1 + 199 * i / (trials - 1)).toArray();

        List<Indices> groups = TrialDivision.of(lengths);

        assertThat(groups.stream().flatMapToInt(Indices::stream))
                .hasSize(trials)
                .doesNotHaveDuplicates();
        assertThat(groups).hasSizeLessThanOrEqualTo(most);
        double run = groups.stream()
                .mapToDouble(group -> (double) group.size()
                        * group.stream().map(trial -> lengths[trial]).max().orElseThrow())
                .sum();
        assertThat(run / trials / Arrays.stream(lengths).max().orElseThrow()).isLessThan(steps);
    }
}
