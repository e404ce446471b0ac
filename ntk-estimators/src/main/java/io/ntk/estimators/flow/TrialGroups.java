package io.ntk.estimators.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Indices;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Trials in groups, by a label for each: the groups in the order of their labels. */
public final class TrialGroups {
    private final List<String> names;
    private final int[] groups;

    private TrialGroups(List<String> names, int[] groups) {
        this.names = List.copyOf(names);
        this.groups = groups;
    }

    /**
     * Groups trials.
     *
     * @param labels a whole number for each trial
     * @param trials the number of trials B
     * @return at least two groups
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for another number of labels than of trials, {@link
     *     ErrorId#INVALID_ARGUMENT} for a label that is no whole number, or if all are the same
     */
    public static TrialGroups of(double[] labels, int trials) {
        if (labels.length != trials) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "There are " + labels.length + " labels of groups, but " + trials + " trials.",
                    "Give a label for each trial, [trials].");
        }
        TreeSet<Long> found = new TreeSet<>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != Math.rint(labels[i]) || Math.abs(labels[i]) > 1L << 53) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The label of trial " + i + " is " + labels[i] + ".",
                        "Give whole numbers as labels.");
            }
            found.add((long) labels[i]);
        }
        List<Long> sorted = List.copyOf(found);
        if (sorted.size() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "All trials have the label " + sorted.get(0) + ", so there are no groups to compare.",
                    "Give at least two labels.");
        }
        int[] groups = Arrays.stream(labels)
                .mapToInt(label -> sorted.indexOf((long) label))
                .toArray();
        return new TrialGroups(sorted.stream().map(String::valueOf).toList(), groups);
    }

    /** {@return the labels, in ascending order} */
    public List<String> names() {
        return names;
    }

    /** {@return the number of groups} */
    public int size() {
        return names.size();
    }

    /**
     * {@return the group of a trial, from 0}
     *
     * @param trial below B
     */
    public int group(int trial) {
        return groups[trial];
    }

    /** The group of each row, trials being the outermost axis of rows. */
    int ofRow(long row, long rows) {
        return groups[(int) (row / (rows / groups.length))];
    }

    /**
     * {@return a model on the trials of one group}
     *
     * @param problem a model on all trials
     * @param group from 0
     */
    public Problem problem(Problem problem, int group) {
        return problem.ofTrials(Indices.of(IntStream.range(0, groups.length)
                .filter(trial -> groups[trial] == group)
                .toArray()));
    }
}
