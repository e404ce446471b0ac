package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTrialsTest {
    private static List<Integer> trials(ShardTrials shard) {
        return IntStream.range(0, shard.count()).mapToObj(shard::trial).toList();
    }

    @Test
    void trialsThatEndTogetherStayInOrder() {
        List<ShardTrials> shards = ShardTrials.deal(new int[] {4, 4, 4, 4, 4}, 2);

        assertThat(shards).extracting(ShardTrialsTest::trials).containsExactly(List.of(0, 1), List.of(2, 3, 4));
        assertThat(shards).allMatch(ShardTrials::isConsecutive).allMatch(ShardTrials::endTogether);
        assertThat(shards.get(1).rowsBefore(3)).isEqualTo(9);
    }

    @Test
    void theLongestTrialIsFirstAndOneWithoutStepsLast() {
        ShardTrials shard = ShardTrials.deal(new int[] {2, 0, 3, 3}, 1).get(0);

        assertThat(trials(shard)).containsExactly(2, 3, 0, 1);
        assertThat(shard.isConsecutive()).isFalse();
        assertThat(shard.endTogether()).isFalse();
        assertThat(shard.steps()).isEqualTo(3);
        assertThat(IntStream.range(0, 5).map(shard::running)).containsExactly(3, 3, 2, 0, 0);
        assertThat(IntStream.range(0, 4).map(shard::rowsBefore)).containsExactly(0, 3, 6, 8);
        assertThat(shard.rows()).isEqualTo(8);
        assertThat(IntStream.range(0, 4).map(shard::stepsOf)).containsExactly(3, 3, 2, 0);
        assertThat(IntStream.range(0, 5).map(shard::placeOf)).containsExactly(2, 3, 0, 1, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void shardsTakeEquallyLong(int count) {
        int[] ends = IntStream.range(0, 64).map(trial -> trial * 37 % 64).toArray();

        List<ShardTrials> shards = ShardTrials.deal(ends, count);

        assertThat(shards.stream().flatMap(shard -> trials(shard).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 64).boxed().toList());
        int rows = IntStream.of(ends).sum() / count;
        assertThat(shards).allSatisfy(shard -> assertThat(shard.rows()).isBetween(rows - 64, rows + 64));
    }
}
