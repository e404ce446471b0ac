package io.ntk.spark;

import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;

/** A linearization of which each executor makes the shards that it works on. */
final class ShardedLinearization implements Linearization {
    private final SparkJobs jobs;
    private final Problem problem;
    private final ShardedProblem sharded;
    private final ShardedVectorSpace observationSpace;
    private final DriverVectorSpace parameterSpace;
    private final ShardedVectorSpace perturbationSpace;
    private volatile boolean closed;

    ShardedLinearization(SparkJobs jobs, Problem problem, ShardedProblem sharded) {
        this.jobs = jobs;
        this.problem = problem;
        this.sharded = sharded;
        Shards shards = sharded.shards();
        this.observationSpace = new ShardedVectorSpace(jobs, problem.observedShape(), problem.precision(), shards);
        this.parameterSpace = new DriverVectorSpace(problem.parameterShape(), problem.precision());
        this.perturbationSpace = new ShardedVectorSpace(jobs, problem.perturbationShape(), problem.precision(), shards);
    }

    SparkJobs jobs() {
        return jobs;
    }

    /** {@return the problem as tasks carry it, if this is open} */
    ShardedProblem open() {
        if (closed) {
            throw MultiVectors.closed("linearization");
        }
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
    public Problem problem() {
        return problem;
    }

    @Override
    public VectorSpace observationSpace() {
        return observationSpace;
    }

    @Override
    public VectorSpace parameterSpace() {
        return parameterSpace;
    }

    @Override
    public VectorSpace perturbationSpace() {
        return perturbationSpace;
    }

    @Override
    public double[] observations() {
        ShardedProblem all = open();
        JavaRDD<double[]> states = jobs.indices(all.shards())
                .map(shard -> ProcessState.get().with(all, shard, Linearization::observations));
        List<double[]> parts = jobs.run(states::collect);
        double[] whole = new double[Math.toIntExact(observationSpace.dimension())];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    @Override
    public LinearOperator jacobian() {
        return new ShardedOperator(this, Mode.JACOBIAN, parameterSpace, observationSpace);
    }

    @Override
    public LinearOperator propagation() {
        return new ShardedOperator(this, Mode.PROPAGATION, perturbationSpace, observationSpace);
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return new ShardedOperator(this, Mode.ONE_STEP, parameterSpace, perturbationSpace);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        String session = sharded.engine().session();
        long number = sharded.number();
        ProcessState.get().close(session, number);
        if (!jobs.isLocal() && !jobs.context().sc().isStopped()) {
            // As many executors as tasks happen to reach; the others close it when they need the memory.
            List<Integer> slots = jobs.slots();
            JavaRDD<Integer> everywhere = jobs.context().parallelize(slots, slots.size());
            jobs.run(() -> everywhere
                    .map(slot -> {
                        ProcessState.get().close(session, number);
                        return slot;
                    })
                    .count());
        }
    }
}
