package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;

/**
 * One thread's share of a sweep: some shards, and the columns {@code from} to {@code to − 1} of a block.
 */
record Part(List<Shard> shards, int from, int to) {
    int columns() {
        return to - from;
    }

    int mostTrials() {
        return shards.stream().mapToInt(Shard::trials).max().orElse(0);
    }

    /**
     * Deals out shards to threads, or columns where there are fewer shards than threads.
     *
     * @param shards all shards
     * @param from the first column to process
     * @param to the column after the last
     * @param threads how many threads there are
     */
    static List<Part> deal(List<Shard> shards, int from, int to, int threads) {
        List<Part> parts = new ArrayList<>();
        if (shards.size() >= threads) {
            for (int i = 0; i < threads; i++) {
                parts.add(new Part(
                        shards.subList(
                                Workers.bound(shards.size(), threads, i), Workers.bound(shards.size(), threads, i + 1)),
                        from,
                        to));
            }
            return parts;
        }
        int shares = Math.min(threads, to - from);
        for (int i = 0; i < shares; i++) {
            parts.add(new Part(
                    shards,
                    from + Workers.bound(to - from, shares, i),
                    from + Workers.bound(to - from, shares, i + 1)));
        }
        return parts;
    }
}
