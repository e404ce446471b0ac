package io.ntk.spark;

import java.util.Iterator;

/** Reads the content of a partition of a sharded block. */
final class Pieces {
    private Pieces() {}

    /** {@return the only element of a partition} Reading to the end makes Spark unlock its cached blocks. */
    static Block only(Iterator<Block> partition) {
        Block block = partition.next();
        if (partition.hasNext()) {
            throw new IllegalStateException("a partition of a block holds more than one shard");
        }
        return block;
    }
}
