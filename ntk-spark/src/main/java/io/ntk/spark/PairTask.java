package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.exact.GroupedTrials;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an executor does with the trials of one or two shards. Those of two it linearizes anew: that takes few operations beside the work,
 * and results do not depend on which shards it had before. Tasks that run at once share the memory limit of their executor.
 *
 * @param <T> the result for a pair of shards
 * @param models one or two models with the same shards
 * @param work what to compute of each pair
 * @param memoryLimit the most bytes of an executor, besides its own limits
 * @param atOnce how many tasks an executor runs at once; 0 if one on each of its processors
 * @param tasks how many tasks there are
 */
record PairTask<T extends Serializable>(
        ArrayList<ShardedProblem> models, GroupedTrials.Work<T> work, long memoryLimit, int atOnce, int tasks)
        implements Serializable {
    PairTask(
            ArrayList<ShardedProblem> models,
            GroupedTrials.Work<T> work,
            long memoryLimit,
            OptionalInt atOnce,
            int tasks) {
        this(models, work, memoryLimit, atOnce.orElse(0), tasks);
    }

    /** {@return the result for a pair of shards} */
    Attempt<T> attempt(GroupedTrials.Pair pair) {
        return Attempt.of(() -> with(pair, new ArrayList<>()));
    }

    /** Applies the work when all models are linearized. */
    private T with(GroupedTrials.Pair pair, List<Linearization> linearized) {
        int next = linearized.size();
        if (next == models.size()) {
            return apply(pair, linearized);
        }
        ProcessState state = ProcessState.get();
        return pair.isOfOne()
                ? state.with(models.get(next), pair.first(), own -> with(pair, and(linearized, own)))
                : state.withBoth(models.get(next), pair.first(), pair.last(), own -> with(pair, and(linearized, own)));
    }

    private static List<Linearization> and(List<Linearization> before, Linearization next) {
        List<Linearization> all = new ArrayList<>(before);
        all.add(next);
        return all;
    }

    private T apply(GroupedTrials.Pair pair, List<Linearization> linearized) {
        Shards shards = models.get(0).shards();
        int sharing = sharing();
        try {
            return work.of(linearized, shards.size(pair.first()), memory() / sharing);
        } catch (NtkException e) {
            if (e.id() != ErrorId.OUT_OF_MEMORY) {
                throw e;
            }
            throw new NtkException(
                    e.id(),
                    e.problem() + " That is for "
                            + linearized.get(0).problem().inputs().trials() + " of "
                            + shards.trials() + " trials, which are in " + shards.count()
                            + " partitions, and for one of "
                            + sharing + " tasks that share the memory limit of an executor.",
                    "Divide the trials into more partitions, raise the memory limit, or use another method.",
                    e);
        }
    }

    private int sharing() {
        int all = atOnce > 0 ? atOnce : Runtime.getRuntime().availableProcessors();
        return Math.min(all, tasks);
    }

    private long memory() {
        long ofEngine = models.get(0).engine().memoryLimit();
        return Math.min(Math.min(memoryLimit, ofEngine), Runtime.getRuntime().maxMemory());
    }
}
