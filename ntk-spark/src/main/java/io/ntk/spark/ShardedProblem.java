package io.ntk.spark;

import io.ntk.api.spi.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import org.apache.spark.broadcast.Broadcast;

/**
 * A problem in the form that is sent with tasks: references to the specification, which an executor fetches once, and
 * to the inputs of each shard, which an executor fetches only for its own shards.
 *
 * @param number identifies the linearization within its session
 * @param engine the engine that linearizes it
 * @param shards the division of its trials
 * @param common the part that all shards share
 * @param inputs the inputs of each shard
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

    /** {@return the problem of the trials of two shards} */
    Problem shards(int first, int last) {
        return common.value()
                .on(inputs.get(first).value().followedBy(inputs.get(last).value()));
    }
}
