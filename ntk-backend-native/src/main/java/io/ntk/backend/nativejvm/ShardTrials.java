package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The trials of a shard, the longest first, so that those that have a step are the first ones. The rows of a step follow those of the
 * step before without a gap: what is stored of all steps is packed.
 */
final class ShardTrials {
    private final int[] trials;

    /** For each step the rows of the steps before it, and the rows of all steps. */
    private final int[] rowsBefore;

    private final boolean isConsecutive;

    private ShardTrials(int[] trials, int[] ends) {
        this.trials = trials;
        this.rowsBefore = new int[ends[trials[0]] + 1];
        for (int trial : trials) {
            for (int step = 0; step < ends[trial]; step++) {
                rowsBefore[step + 1]++;
            }
        }
        for (int step = 0; step < steps(); step++) {
            rowsBefore[step + 1] = Math.addExact(rowsBefore[step + 1], rowsBefore[step]);
        }
        this.isConsecutive = IntStream.range(0, trials.length).allMatch(i -> trials[i] == trials[0] + i);
    }

    /**
     * Divides trials into shards that take equally long: consecutive trials where all have the same number of steps, and otherwise trials of
     * all lengths in each.
     *
     * @param ends the number of steps of each trial
     * @param count how many shards, at most the number of trials with steps
     */
    static List<ShardTrials> deal(int[] ends, int count) {
        int[] longestFirst = IntStream.range(0, ends.length)
                .boxed()
                .sorted(Comparator.comparingInt(trial -> -ends[trial]))
                .mapToInt(Integer::intValue)
                .toArray();
        boolean endTogether = ends[longestFirst[0]] == ends[longestFirst[ends.length - 1]];
        List<ShardTrials> shards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int shard = i;
            IntStream places = endTogether
                    ? IntStream.range(Workers.bound(ends.length, count, i), Workers.bound(ends.length, count, i + 1))
                    : IntStream.range(0, ends.length).filter(place -> place % count == shard);
            shards.add(new ShardTrials(places.map(place -> longestFirst[place]).toArray(), ends));
        }
        return shards;
    }

    /** How many trials there are, those without steps among them. */
    int count() {
        return trials.length;
    }

    /** The index of a trial in the problem. */
    int trial(int place) {
        return trials[place];
    }

    /** The place of a trial of the problem, or −1 if it is in another shard. */
    int placeOf(int trial) {
        for (int place = 0; place < trials.length; place++) {
            if (trials[place] == trial) {
                return place;
            }
        }
        return -1;
    }

    /** The number of steps of a trial. */
    int stepsOf(int place) {
        int end = steps();
        while (end > 0 && running(end - 1) <= place) {
            end--;
        }
        return end;
    }

    /** Whether they follow one another in the problem. */
    boolean isConsecutive() {
        return isConsecutive;
    }

    /** The steps of the longest. */
    int steps() {
        return rowsBefore.length - 1;
    }

    /** How many trials have a step: the first ones. */
    int running(int step) {
        return step < steps() ? rowsBefore[step + 1] - rowsBefore[step] : 0;
    }

    /** Whether all run at all steps, or never. */
    boolean endTogether() {
        return running(0) == running(steps() - 1);
    }

    /** The rows of the steps before one, each the step of a trial. */
    int rowsBefore(int step) {
        return rowsBefore[step];
    }

    /** The rows of all steps. */
    int rows() {
        return rowsBefore[steps()];
    }
}
