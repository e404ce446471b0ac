package io.ntk.spark;

import java.util.Iterator;

/** What a partition of a sharded block holds. */
final class Pieces {
    private Pieces() {}

    /** {@return the one element of a partition, read to its end, which is when Spark unlocks what it has cached} */
    static Block only(Iterator<Block> partition) {
        Block block = partition.next();
        if (partition.hasNext()) {
            throw new IllegalStateException("a partition of a block holds more than one shard");
        }
        return block;
    }
}
