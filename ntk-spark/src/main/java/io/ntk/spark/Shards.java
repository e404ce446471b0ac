package io.ntk.spark;

import java.io.Serializable;

/**
 * The division of trials into shards: shard i holds the trials from {@code first(i)} to {@code first(i + 1) − 1}.
 * Trials are the first axis of every sharded space, so a shard holds consecutive elements of a vector, as probes
 * require.
 *
 * @param trials B
 * @param count the number of shards, from 1 to B
 */
record Shards(int trials, int count) implements Serializable {
    /** {@return the first trial of a shard; B for the index after the last shard} */
    int first(int shard) {
        return (int) ((long) trials * shard / count);
    }

    /** {@return the number of trials of a shard, at least 1} */
    int size(int shard) {
        return first(shard + 1) - first(shard);
    }
}
