package io.ntk.spark;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Factor;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * One of J, F and P over all shards. To go to parameters, each shard multiplies its own trials and the products are added
 * in a fixed order; to come from parameters, the block is broadcast; P needs no other shard.
 */
final class ShardedFactor {
    /** Elements of a block of parameters that are sent at a time, which bounds what the driver and a task hold of it. */
    private static final int ELEMENTS_AT_A_TIME = 1 << 23;

    private final SparkJobs jobs;
    private final ShardedProblem problem;
    private final Factor factor;

    ShardedFactor(SparkJobs jobs, ShardedProblem problem, Factor factor) {
        this.jobs = jobs;
        this.problem = problem;
        this.factor = factor;
    }

    /** Y ← A X. */
    void multiply(MultiVector x, MultiVector y) {
        ShardedMultiVector result = (ShardedMultiVector) y;
        result.pieces();
        if (x instanceof DriverMultiVector parameters) {
            fromParameters(parameters.block(), result);
        } else {
            result.replace(within(((ShardedMultiVector) x).pieces(), false));
        }
    }

    /** Y ← Aᵀ X. */
    void multiplyAdjoint(MultiVector x, MultiVector y) {
        JavaRDD<Block> pieces = ((ShardedMultiVector) x).pieces();
        if (y instanceof DriverMultiVector parameters) {
            toParameters(pieces, parameters.block());
        } else {
            ShardedMultiVector result = (ShardedMultiVector) y;
            result.pieces();
            result.replace(within(pieces, true));
        }
    }

    /** P or Pᵀ. */
    private JavaRDD<Block> within(JavaRDD<Block> x, boolean adjoint) {
        ShardedProblem all = problem;
        Factor which = factor;
        return x.mapPartitionsWithIndex(
                (shard, blocks) -> {
                    Block block = Pieces.only(blocks);
                    Block product = ProcessState.get()
                            .with(
                                    all,
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

    private void fromParameters(Block u, ShardedMultiVector result) {
        ShardedProblem all = problem;
        int atATime = columnsAtATime(u);
        int columns = u.columns();
        ArrayList<Broadcast<Block>> parts = new ArrayList<>();
        for (int from = 0; from < columns; from += atATime) {
            parts.add(jobs.broadcast(u.copyColumns(from, Math.min(columns, from + atATime))));
        }
        Factor which = factor;
        result.replace(jobs.indices(all.shards())
                .map(shard -> ProcessState.get().with(all, shard, derivative -> {
                    ShardProduct product = ShardProduct.of(derivative, which, false);
                    if (parts.size() == 1) {
                        return product.times(parts.get(0).value());
                    }
                    Block whole = Block.zeros(
                            derivative.problem().precision(),
                            columns,
                            Math.toIntExact(derivative.operator(which).range().dimension()));
                    for (int part = 0; part < parts.size(); part++) {
                        whole.setColumns(
                                part * atATime, product.times(parts.get(part).value()));
                    }
                    return whole;
                })));
        // From the executors only: a shard that is computed again fetches it anew.
        parts.forEach(part -> part.unpersist(false));
    }

    private void toParameters(JavaRDD<Block> x, Block result) {
        ShardedProblem all = problem;
        int atATime = columnsAtATime(result);
        Factor which = factor;
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
                                        all,
                                        shard,
                                        derivative -> ShardProduct.of(derivative, which, true)
                                                .times(own)
                                                .toArray());
                        return List.of(product).iterator();
                    },
                    true);
            double[] sum = jobs.run(() -> OrderedSum.of(products));
            for (int j = first; j < end; j++) {
                result.setColumn(j, sum, (j - first) * result.length());
            }
        }
    }
}
