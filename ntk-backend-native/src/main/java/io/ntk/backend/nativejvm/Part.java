package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;

/**
 * A task of a sweep, which one thread does: some shards, and the columns {@code from} to {@code to − 1} of a block.
 */
record Part(List<Shard> shards, int from, int to) {
    /** With fewer columns for a thread, products are too small. */
    private static final int LEAST_COLUMNS = 4;

    /** With more columns, gradients and lanes of all steps leave the cache. */
    private static final int MOST_COLUMNS = 13;

    int columns() {
        return to - from;
    }

    int mostTrials() {
        return shards.stream().mapToInt(Shard::trials).max().orElse(0);
    }

    /**
     * Cuts a sweep into tasks: by columns, a few at a time, so that what a task computes stays in the second-level cache and
     * no task waits for another; by shards where there are too few columns for that.
     *
     * @param shards all shards
     * @param from the first column to process
     * @param to the column after the last
     * @param threads how many threads there are
     */
    static List<Part> deal(List<Shard> shards, int from, int to, int threads) {
        List<Part> parts = new ArrayList<>();
        int columns = to - from;
        if (columns < threads * LEAST_COLUMNS && shards.size() >= threads) {
            for (int i = 0; i < threads; i++) {
                parts.add(new Part(
                        shards.subList(
                                Workers.bound(shards.size(), threads, i), Workers.bound(shards.size(), threads, i + 1)),
                        from,
                        to));
            }
            return parts;
        }
        // As many for each thread as for any other.
        int rounds = (columns + threads * MOST_COLUMNS - 1) / (threads * MOST_COLUMNS);
        int count = Math.min(columns, rounds * threads);
        for (int i = 0; i < count; i++) {
            parts.add(new Part(
                    shards, from + Workers.bound(columns, count, i), from + Workers.bound(columns, count, i + 1)));
        }
        return parts;
    }

    /** Whether parts are different columns of all shards; otherwise they are all columns of different shards. */
    static boolean areColumns(List<Part> parts) {
        return parts.size() == 1 || parts.get(0).from() != parts.get(1).from();
    }
}
