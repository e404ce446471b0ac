package io.ntk.spark;

import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.broadcast.Broadcast;

/**
 * An engine that divides the trials of a problem into shards, which the executors linearize with another engine. Its
 * linearizations offer everything that estimators need except the step structure, in place of which exact methods have {@link
 * io.ntk.estimators.exact.GroupedTrials}.
 */
final class SparkBackend implements AutodiffBackend {
    /** The most bytes of a shard's block of {@link ShardProduct#COLUMNS} columns, unless the user sets the number. */
    private static final long SHARD_BYTES = 64L << 20;

    private final SparkJobs jobs;
    private final EngineSpecification engine;
    private final Capabilities capabilities;
    private final OptionalInt partitions;
    private final AtomicLong linearizations = new AtomicLong();
    private volatile boolean closed;

    /**
     * Makes the engine without starting anything.
     *
     * @param jobs runs jobs on the cluster
     * @param provider the provider of the executors' engine
     * @param options the options of each executor's engine
     * @param partitions the number of shards, if the user chooses it; there are never more shards than trials
     */
    SparkBackend(SparkJobs jobs, BackendProvider provider, BackendOptions options, OptionalInt partitions) {
        this.jobs = jobs;
        this.engine = EngineSpecification.of(UUID.randomUUID().toString(), provider.id(), options);
        this.partitions = partitions;
        Set<Capabilities.Feature> features =
                EnumSet.copyOf(provider.capabilities().features());
        features.remove(Capabilities.Feature.STRUCTURE);
        this.capabilities = new Capabilities(features, provider.capabilities().precisions());
    }

    @Override
    public String id() {
        return engine.backend();
    }

    @Override
    public String engine() {
        EngineSpecification specification = engine;
        return jobs.run(() -> jobs.context()
                .parallelize(List.of(0), 1)
                .map(unused -> ProcessState.get().engine(specification).engine())
                .first());
    }

    @Override
    public String device() {
        return "Spark " + jobs.context().version() + " at " + jobs.context().master();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Linearization linearize(Problem problem) {
        if (closed) {
            throw MultiVectors.closed("backend");
        }
        Shards shards = new Shards(problem.inputs().trials(), shards(problem));
        ArrayList<Broadcast<ShardInputs>> inputs = new ArrayList<>();
        ShardInputs.divide(problem, shards).forEach(shard -> inputs.add(jobs.broadcast(shard)));
        ShardedProblem sharded = new ShardedProblem(
                linearizations.incrementAndGet(),
                engine,
                shards,
                jobs.broadcast(ProblemSpecification.of(problem)),
                inputs);
        ShardedLinearization linearization = new ShardedLinearization(jobs, problem, sharded);
        try {
            linearization.linearizeAll();
        } catch (RuntimeException | Error e) {
            linearization.close();
            throw e;
        }
        return linearization;
    }

    /** {@return a number of shards that keeps all processors busy and makes each shard small enough for a task} */
    private int shards(Problem problem) {
        int trials = problem.inputs().trials();
        if (partitions.isPresent()) {
            return Math.min(trials, partitions.getAsInt());
        }
        long bytes = problem.perturbationShape().size() * problem.precision().bytes() * ShardProduct.COLUMNS;
        long least = Math.max(jobs.parallelism(), (bytes + SHARD_BYTES - 1) / SHARD_BYTES);
        return (int) Math.min(trials, least);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ProcessState.get().closeSession(engine.session());
        }
    }
}
