package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import org.apache.spark.api.java.JavaRDD;

/** Tensors whose first axis is the trials, of which each shard holds some. */
final class ShardedVectorSpace implements VectorSpace {
    private final SparkJobs jobs;
    private final IndexShape shape;
    private final Precision precision;
    private final Shards shards;

    ShardedVectorSpace(SparkJobs jobs, IndexShape shape, Precision precision, Shards shards) {
        this.jobs = jobs;
        this.shape = shape;
        this.precision = precision;
        this.shards = shards;
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
    public IndexShape shape() {
        return shape;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public ShardedMultiVector zeros(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return new ShardedMultiVector(this, columns, zeroBlocks(columns));
    }

    private JavaRDD<Block> zeroBlocks(int columns) {
        Shards division = shards;
        Precision format = precision;
        int size = perTrial();
        return jobs.indices(division)
                .map(shard -> Block.zeros(format, columns, Math.multiplyExact(division.size(shard), size)));
    }

    /** {@return what a block of probes consists of: nothing that is stored, since tasks draw their own shard's} */
    JavaRDD<Block> probeBlocks(int columns, ProbeDistribution distribution, long seed, long first) {
        Shards division = shards;
        Precision format = precision;
        int size = perTrial();
        return jobs.indices(division).map(shard -> {
            Block block = Block.zeros(format, columns, Math.multiplyExact(division.size(shard), size));
            block.fill(distribution, seed, first, (long) division.first(shard) * size);
            return block;
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardedVectorSpace space
                && jobs == space.jobs
                && shape.equals(space.shape)
                && precision == space.precision
                && shards.equals(space.shards);
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + shards.hashCode();
    }

    @Override
    public String toString() {
        return precision.label() + " " + shape + " (" + shards.count() + " shards on Spark)";
    }
}
