package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;

/**
 * A task of a pass, which one thread does: some shards, and the columns {@code from} to {@code to − 1} of a block.
 *
 * @param slab the number of steps of lanes kept for the parameter products
 * @param widest the most columns of any task, for which all take storage: a pool would keep other sizes apart
 */
record SweepTask(List<Shard> shards, int from, int to, int slab, int widest) {
    /** With fewer columns for a thread, products are too small. */
    private static final int LEAST_COLUMNS = 4;

    /** With more columns, products become no faster. */
    private static final int MOST_COLUMNS = 25;

    /** Of the second-level cache, what a task should not exceed where products of fewer columns are no slower. */
    private static final long CACHE_BYTES = 3L << 19;

    int columns() {
        return to - from;
    }

    int mostTrials() {
        return shards.stream().mapToInt(Shard::trials).max().orElse(0);
    }

    /**
     * Cuts columns {@code from} to {@code to − 1} of a pass into tasks: by columns, so that no task waits for another;
     * by shards where there are too few columns for that. Where products can be efficient so, all threads together need
     * no more storage than the block itself. {@code keepsSteps} says whether there are parameter products.
     */
    static List<SweepTask> deal(Derivative derivative, boolean keepsSteps, int from, int to) {
        List<Shard> shards = derivative.shards();
        int threads = derivative.engine().workers().threads();
        int columns = to - from;
        if (columns < threads * LEAST_COLUMNS && shards.size() >= threads) {
            List<SweepTask> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                List<Shard> own = shards.subList(
                        Workers.bound(shards.size(), threads, i), Workers.bound(shards.size(), threads, i + 1));
                tasks.add(of(derivative, keepsSteps, own, from, to, columns, columns));
            }
            return tasks;
        }
        // Every thread gets the same number of tasks.
        int most = mostColumns(derivative);
        int rounds = (columns + threads * most - 1) / (threads * most);
        List<SweepTask> wide = byColumns(derivative, keepsSteps, from, to, rounds * threads);
        long bytes = wide.stream()
                .limit(threads)
                .mapToLong(task -> task.widest() * task.bytesPerColumn(derivative))
                .sum();
        return bytes <= derivative.blockBytes(columns)
                ? wide
                : byColumns(derivative, keepsSteps, from, to, 2 * rounds * threads);
    }

    /** The columns that make products fast; where a few do, no more than the cache holds with their gradients. */
    private static int mostColumns(Derivative derivative) {
        if (!derivative.isFastOnFewRows()) {
            return MOST_COLUMNS;
        }
        int trials = derivative.shards().stream().mapToInt(Shard::trials).max().orElse(0);
        int slab = Workspace.leastSlab(derivative, trials);
        long bytes = Workspace.bytesPerColumn(derivative, trials, slab) + derivative.gradientBytes();
        return (int) Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, CACHE_BYTES / Math.max(1, bytes)));
    }

    private static List<SweepTask> byColumns(Derivative derivative, boolean keepsSteps, int from, int to, int most) {
        int columns = to - from;
        int count = Math.min(columns, most);
        int widest = (columns + count - 1) / count;
        List<SweepTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = from + Workers.bound(columns, count, i);
            int end = from + Workers.bound(columns, count, i + 1);
            tasks.add(of(derivative, keepsSteps, derivative.shards(), first, end, columns, widest));
        }
        return tasks;
    }

    private static SweepTask of(
            Derivative derivative, boolean keepsSteps, List<Shard> shards, int from, int to, int together, int widest) {
        SweepTask one = new SweepTask(shards, from, to, 1, widest);
        if (!keepsSteps) {
            return one;
        }
        long room =
                derivative.blockBytes(together) / derivative.engine().workers().threads();
        int slab = Workspace.slab(derivative, one.mostTrials(), room / Math.max(1, widest));
        return new SweepTask(shards, from, to, slab, widest);
    }

    int mostRows(int hidden) {
        return Rows.most(mostTrials(), columns(), hidden);
    }

    /** The bytes of working storage that a column takes, gradients included. */
    private long bytesPerColumn(Derivative derivative) {
        return Workspace.bytesPerColumn(derivative, mostTrials(), slab) + derivative.gradientBytes();
    }

    /** Whether tasks are different columns of all shards; otherwise they are all columns of different shards. */
    static boolean areColumns(List<SweepTask> tasks) {
        return tasks.size() == 1 || tasks.get(0).from() != tasks.get(1).from();
    }
}
