package io.ntk.api.spi;

import io.ntk.api.model.Indices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides trials of different lengths into groups, each of which an engine runs to the end of its longest trial: many groups pad little,
 * few groups make large products and put fewer blocks of parameters together. A group of n trials and T steps is taken to cost
 * (n + {@link #TRIALS}) (T + {@link #STEPS}), as was measured; the division is the cheapest one, by dynamic programming over the lengths that
 * there are. With more than a hundred trials a {@link #SHARE} of them counts in the place of {@link #TRIALS}, so that lengths that are
 * spread evenly make some eight groups, which pad by an eighth.
 */
final class TrialDivision {
    private static final double TRIALS = 2;
    private static final double STEPS = 32;
    private static final double SHARE = 1.0 / 64;

    private TrialDivision() {}

    /**
     * {@return groups of the trials with at least one step}
     *
     * @param lengths the steps of each trial
     */
    static List<Indices> of(int[] lengths) {
        return divided(lengths, Math.max(TRIALS, lengths.length * SHARE));
    }

    /**
     * {@return groups of trials of one length each}
     *
     * @param lengths the steps of each trial
     */
    static List<Indices> exact(int[] lengths) {
        return divided(lengths, 0);
    }

    private static List<Indices> divided(int[] lengths, double trials) {
        int[] ends = Arrays.stream(lengths)
                .filter(length -> length > 0)
                .sorted()
                .distinct()
                .toArray();
        int[] upTo = new int[ends.length + 1];
        for (int i = 0; i < ends.length; i++) {
            int end = ends[i];
            upTo[i + 1] = (int) Arrays.stream(lengths)
                    .filter(length -> length > 0 && length <= end)
                    .count();
        }
        double[] cost = new double[ends.length + 1];
        int[] begin = new int[ends.length + 1];
        for (int to = 1; to <= ends.length; to++) {
            cost[to] = Double.POSITIVE_INFINITY;
            for (int from = 0; from < to; from++) {
                double with = cost[from] + (upTo[to] - upTo[from] + trials) * (ends[to - 1] + STEPS);
                if (with < cost[to]) {
                    cost[to] = with;
                    begin[to] = from;
                }
            }
        }
        List<Indices> groups = new ArrayList<>();
        for (int to = ends.length; to > 0; to = begin[to]) {
            int longest = ends[to - 1];
            int shortest = ends[begin[to]];
            groups.add(Indices.of(IntStream.range(0, lengths.length)
                    .filter(trial -> lengths[trial] >= shortest && lengths[trial] <= longest)
                    .toArray()));
        }
        return groups;
    }
}
