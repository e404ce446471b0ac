package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.PresentRows;
import io.ntk.api.random.ProbeDistribution;
import org.apache.spark.api.java.JavaRDD;

/** Tensors whose first axis is the trials, of which each shard holds some. */
final class ShardedVectorSpace extends AbstractVectorSpace<ShardedMultiVector> {
    private final SparkJobs jobs;
    private final Shards shards;

    ShardedVectorSpace(SparkJobs jobs, IndexShape shape, Precision precision, Shards shards) {
        super(shape, precision, new Storage(jobs, shards));
        this.jobs = jobs;
        this.shards = shards;
    }

    /** On which cluster, and divided how. */
    private record Storage(SparkJobs jobs, Shards shards) {
        @Override
        public String toString() {
            return shards.count() + " shards on Spark";
        }
    }

    SparkJobs jobs() {
        return jobs;
    }

    Shards shards() {
        return shards;
    }

    /** {@return the elements of a vector for one trial} */
    int perTrial() {
        return Math.toIntExact(dimension() / shards.trials());
    }

    @Override
    protected ShardedMultiVector allocate(int columns, boolean zero) {
        return new ShardedMultiVector(this, columns, zeroBlocks(columns));
    }

    private JavaRDD<Block> zeroBlocks(int columns) {
        Shards division = shards;
        Precision format = precision();
        int size = perTrial();
        return jobs.indices(division)
                .map(shard -> Block.zeros(format, columns, Math.multiplyExact(division.size(shard), size)));
    }

    /** {@return what a block of probes consists of: nothing that is stored, since tasks draw their own shard's} */
    JavaRDD<Block> probeBlocks(int columns, ProbeDistribution distribution, long seed, long first) {
        Shards division = shards;
        Precision format = precision();
        int size = perTrial();
        PresentRows present = shape().present().orElse(null);
        return jobs.indices(division).map(shard -> {
            Block block = Block.zeros(format, columns, Math.multiplyExact(division.size(shard), size));
            int element = Math.multiplyExact(division.first(shard), size);
            if (present == null) {
                block.fill(distribution, seed, first, element);
            } else {
                block.fill(distribution, seed, first, element, present);
            }
            return block;
        });
    }
}
