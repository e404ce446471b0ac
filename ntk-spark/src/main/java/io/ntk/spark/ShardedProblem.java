package io.ntk.spark;

import io.ntk.api.spi.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import org.apache.spark.broadcast.Broadcast;

/**
 * A problem as tasks carry it: references to specifications, which an executor fetches once, and of the inputs only those
 * of the shards that it works on.
 *
 * @param number identifies the linearization in its session
 * @param engine what linearizes it
 * @param shards how its trials are divided
 * @param common what all shards share
 * @param inputs of each shard
 */
record ShardedProblem(
        long number,
        EngineSpecification engine,
        Shards shards,
        Broadcast<ProblemSpecification> common,
        ArrayList<Broadcast<ShardInputs>> inputs)
        implements Serializable {
    /** {@return the problem of one shard} */
    Problem shard(int index) {
        return common.value().on(inputs.get(index).value());
    }
}
