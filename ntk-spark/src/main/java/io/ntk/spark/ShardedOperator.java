package io.ntk.spark;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * One of J, F and P over all shards. To go to parameters, each shard multiplies its own trials and the products are added
 * in a fixed order; to come from parameters, the block is broadcast; P needs no other shard.
 */
final class ShardedOperator extends AbstractLinearOperator {
    /** Elements of a block of parameters that are sent at a time, which bounds what the driver and a task hold of it. */
    private static final int ELEMENTS_AT_A_TIME = 1 << 23;

    private final ShardedLinearization linearization;
    private final Mode mode;

    ShardedOperator(ShardedLinearization linearization, Mode mode, VectorSpace domain, VectorSpace range) {
        super(domain, range, Set.of());
        this.linearization = linearization;
        this.mode = mode;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        ShardedProblem problem = linearization.open();
        ShardedMultiVector result = (ShardedMultiVector) y;
        result.pieces();
        if (x instanceof DriverMultiVector parameters) {
            fromParameters(problem, parameters.block(), result);
        } else {
            result.replace(within(problem, ((ShardedMultiVector) x).pieces(), false));
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        ShardedProblem problem = linearization.open();
        JavaRDD<Block> pieces = ((ShardedMultiVector) x).pieces();
        if (y instanceof DriverMultiVector parameters) {
            toParameters(problem, pieces, parameters.block());
        } else {
            ShardedMultiVector result = (ShardedMultiVector) y;
            result.pieces();
            result.replace(within(problem, pieces, true));
        }
    }

    /** P or Pᵀ. */
    private JavaRDD<Block> within(ShardedProblem problem, JavaRDD<Block> x, boolean adjoint) {
        Mode which = mode;
        return x.mapPartitionsWithIndex(
                (shard, blocks) -> {
                    Block block = Pieces.only(blocks);
                    Block product = ProcessState.get()
                            .with(
                                    problem,
                                    shard,
                                    derivative -> ShardProduct.of(derivative, which, adjoint)
                                            .times(block));
                    return List.of(product).iterator();
                },
                true);
    }

    private static int columnsAtATime(Block parameters) {
        return Math.max(1, ELEMENTS_AT_A_TIME / parameters.length());
    }

    private void fromParameters(ShardedProblem problem, Block u, ShardedMultiVector result) {
        SparkJobs jobs = linearization.jobs();
        int atATime = columnsAtATime(u);
        int columns = u.columns();
        ArrayList<Broadcast<Block>> parts = new ArrayList<>();
        for (int from = 0; from < columns; from += atATime) {
            parts.add(jobs.broadcast(u.copyColumns(from, Math.min(columns, from + atATime))));
        }
        Mode which = mode;
        result.replace(jobs.indices(problem.shards())
                .map(shard -> ProcessState.get().with(problem, shard, derivative -> {
                    ShardProduct product = ShardProduct.of(derivative, which, false);
                    if (parts.size() == 1) {
                        return product.times(parts.get(0).value());
                    }
                    Block all = Block.zeros(
                            derivative.problem().precision(),
                            columns,
                            Math.toIntExact(which.of(derivative).range().dimension()));
                    for (int part = 0; part < parts.size(); part++) {
                        all.setColumns(
                                part * atATime, product.times(parts.get(part).value()));
                    }
                    return all;
                })));
        // From the executors only: a shard that is computed again fetches it anew.
        parts.forEach(part -> part.unpersist(false));
    }

    private void toParameters(ShardedProblem problem, JavaRDD<Block> x, Block result) {
        int atATime = columnsAtATime(result);
        Mode which = mode;
        for (int from = 0; from < result.columns(); from += atATime) {
            int first = from;
            int end = Math.min(result.columns(), from + atATime);
            boolean whole = end - first == result.columns();
            JavaRDD<double[]> products = x.mapPartitionsWithIndex(
                    (shard, blocks) -> {
                        Block block = Pieces.only(blocks);
                        Block own = whole ? block : block.copyColumns(first, end);
                        double[] product = ProcessState.get()
                                .with(
                                        problem,
                                        shard,
                                        derivative -> ShardProduct.of(derivative, which, true)
                                                .times(own)
                                                .toArray());
                        return List.of(product).iterator();
                    },
                    true);
            double[] sum = linearization.jobs().run(() -> OrderedSum.of(products));
            for (int j = first; j < end; j++) {
                result.setColumn(j, sum, (j - first) * result.length());
            }
        }
    }
}
