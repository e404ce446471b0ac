package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AbstractLinearization;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.exact.GroupedTrials;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;

/**
 * A linearization of which each executor makes the shards that it works on. For exact methods the shards are groups of trials, of which a
 * task works on one or two.
 */
final class ShardedLinearization extends AbstractLinearization implements GroupedTrials {
    private final SparkJobs jobs;
    private final ShardedProblem sharded;

    ShardedLinearization(SparkJobs jobs, Problem problem, ShardedProblem sharded) {
        super(
                problem,
                shape -> new ShardedVectorSpace(jobs, shape, problem.precision(), sharded.shards()),
                shape -> new DriverVectorSpace(shape, problem.precision()));
        this.jobs = jobs;
        this.sharded = sharded;
    }

    /** {@return the problem as tasks carry it} */
    ShardedProblem sharded() {
        return sharded;
    }

    /**
     * Linearizes every shard, so that what cannot be linearized is refused now. A refusal comes back as a value: Spark
     * would take an exception for a fault of the machine, and try again.
     */
    void linearizeAll() {
        ShardedProblem all = sharded;
        JavaRDD<Optional<NtkException>> refusals = jobs.indices(all.shards()).map(shard -> refusal(all, shard));
        for (Optional<NtkException> refusal : jobs.run(refusals::collect)) {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }

    private static Optional<NtkException> refusal(ShardedProblem problem, int shard) {
        try {
            return ProcessState.get().with(problem, shard, derivative -> Optional.empty());
        } catch (NtkException e) {
            return Optional.of(e);
        }
    }

    @Override
    public int groups() {
        return sharded.shards().count();
    }

    @Override
    public int firstTrial(int group) {
        return sharded.shards().first(group);
    }

    @Override
    public <T extends Serializable> List<T> compute(
            List<Pair> pairs, List<GroupedTrials> beside, long memoryLimit, Work<T> work, BiConsumer<Pair, T> done) {
        requireOpen();
        ArrayList<ShardedProblem> models = new ArrayList<>(List.of(sharded));
        beside.forEach(other -> models.add(sameShards(other)));
        PairTask<T> task = new PairTask<>(models, work, memoryLimit, jobs.tasksOfExecutor(), pairs.size());
        List<T> results = new ArrayList<>(Collections.nCopies(pairs.size(), null));
        jobs.forEach(jobs.parallelize(pairs).map(task::attempt), (attempt, i) -> {
            T result = attempt.get();
            results.set(i, result);
            done.accept(pairs.get(i), result);
        });
        return results;
    }

    private ShardedProblem sameShards(GroupedTrials other) {
        if (other instanceof ShardedLinearization linearization
                && linearization.jobs == jobs
                && linearization.sharded.shards().equals(sharded.shards())) {
            linearization.requireOpen();
            return linearization.sharded;
        }
        throw new NtkException(
                ErrorId.SPACE_MISMATCH,
                "The trials of one network are in " + groups() + " partitions, and those of the other in "
                        + other.groups() + " or on another cluster.",
                "Linearize both on one cluster with the same number of partitions.");
    }

    @Override
    protected double[] copyObservations() {
        ShardedProblem all = sharded;
        JavaRDD<double[]> states = jobs.indices(all.shards())
                .map(shard -> ProcessState.get().with(all, shard, Linearization::observations));
        List<double[]> parts = jobs.run(states::collect);
        double[] whole = new double[Math.toIntExact(observationSpace().dimension())];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        new ShardedFactor(jobs, sharded, factor).multiply(x, y);
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        new ShardedFactor(jobs, sharded, factor).multiplyAdjoint(x, y);
    }

    @Override
    protected void free() {
        String session = sharded.engine().session();
        long number = sharded.number();
        ProcessState.get().close(session, number);
        if (!jobs.isLocal() && !jobs.context().sc().isStopped()) {
            // As many executors as tasks happen to reach; the others close it when they need the memory.
            List<Integer> slots = jobs.slots();
            jobs.run(() -> jobs.context()
                    .parallelize(slots, slots.size())
                    .map(slot -> {
                        ProcessState.get().close(session, number);
                        return slot;
                    })
                    .count());
        }
    }
}
