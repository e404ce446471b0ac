package io.ntk.spark;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * A block whose shards are the elements of an RDD. The result of an operation is computed immediately and stored by the
 * executors, in memory as far as it fits and otherwise on disk. Zeros and probes are not stored, because generating
 * them is faster than reading them.
 *
 * <p>Stored elements are never modified; an operation makes new ones. A shard that is lost with its executor is
 * therefore recomputed identically from its lineage, which goes back to the last probes or operator product.
 */
final class ShardedMultiVector implements MultiVector {
    private final ShardedVectorSpace space;
    private final int columns;
    private @Nullable JavaRDD<Block> contents;

    ShardedMultiVector(ShardedVectorSpace space, int columns, JavaRDD<Block> contents) {
        this.space = space;
        this.columns = columns;
        this.contents = contents;
    }

    /** {@return the parts of the shards, in order} */
    JavaRDD<Block> pieces() {
        JavaRDD<Block> open = contents;
        if (open == null) {
            throw MultiVectors.closed("block of vectors");
        }
        return open;
    }

    private JavaRDD<Block> piecesOf(MultiVector y) {
        MultiVectors.requireSameSpace(this, y);
        return ((ShardedMultiVector) y).pieces();
    }

    /** Computes and stores new parts, and makes them the contents of this block. */
    void replace(JavaRDD<Block> next) {
        JavaRDD<Block> stored = store(space.jobs(), next);
        forget();
        contents = stored;
    }

    private static JavaRDD<Block> store(SparkJobs jobs, JavaRDD<Block> pieces) {
        JavaRDD<Block> stored = pieces.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            jobs.run(stored::count);
        } catch (RuntimeException | Error e) {
            stored.unpersist(false);
            throw e;
        }
        return stored;
    }

    private void forget() {
        JavaRDD<Block> old = contents;
        if (old != null && !old.getStorageLevel().equals(StorageLevel.NONE())) {
            old.unpersist(false);
        }
        contents = null;
    }

    /** Computes X ← change(X, Y) on every shard. The function must not modify its arguments. */
    private void combine(JavaRDD<Block> y, Function2<Block, Block, Block> change) {
        replace(zip(pieces(), y, change));
    }

    private static <T> JavaRDD<T> zip(JavaRDD<Block> x, JavaRDD<Block> y, Function2<Block, Block, T> function) {
        return x.zipPartitions(
                y,
                (left, right) ->
                        List.of(function.call(left.next(), right.next())).iterator());
    }

    @Override
    public VectorSpace space() {
        return space;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        pieces();
        forget();
        contents = space.probeBlocks(columns, distribution, seed, first);
    }

    @Override
    public void set(MultiVector y) {
        pieces();
        piecesOf(y);
        MultiVectors.requireColumns(this, y);
        setColumns(0, y);
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        pieces();
        JavaRDD<Block> source = piecesOf(y);
        MultiVectors.requireRange(this, at, at + y.columns());
        combine(source, (x, block) -> {
            Block changed = x.copy();
            changed.setColumns(at, block);
            return changed;
        });
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        JavaRDD<Block> x = pieces();
        MultiVectors.requireRange(this, from, to);
        JavaRDD<Block> copies = x.map(block -> block.copyColumns(from, to));
        return new ShardedMultiVector(space, to - from, store(space.jobs(), copies));
    }

    @Override
    public void scaleColumns(double[] factors) {
        JavaRDD<Block> x = pieces();
        MultiVectors.requireLength("array of column factors", factors.length, columns);
        double[] copy = factors.clone();
        replace(x.map(block -> {
            Block changed = block.copy();
            changed.scaleColumns(copy);
            return changed;
        }));
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        pieces();
        JavaRDD<Block> source = piecesOf(y);
        MultiVectors.requireColumns(this, y);
        combine(source, (x, block) -> {
            Block changed = x.copy();
            changed.axpy(alpha, block);
            return changed;
        });
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        pieces();
        JavaRDD<Block> source = piecesOf(y);
        MultiVectors.requireCoefficients(this, y, c);
        int rows = c.getNumRows();
        double[] coefficients = Arrays.copyOf(c.data, c.getNumElements());
        combine(source, (x, block) -> {
            Block changed = x.copy();
            changed.update(alpha, block, DMatrixRMaj.wrap(rows, coefficients.length / rows, coefficients), beta);
            return changed;
        });
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        JavaRDD<Block> x = pieces();
        JavaRDD<Block> other = piecesOf(y);
        double[] sum = sum(x == other ? x.map(block -> block.gram(block)) : zip(x, other, Block::gram));
        return DMatrixRMaj.wrap(columns, y.columns(), sum);
    }

    @Override
    public double[] dots(MultiVector y) {
        JavaRDD<Block> x = pieces();
        JavaRDD<Block> other = piecesOf(y);
        MultiVectors.requireColumns(this, y);
        return sum(x == other ? x.map(block -> block.dots(block)) : zip(x, other, Block::dots));
    }

    @Override
    public double[][] pairDots(MultiVector y) {
        JavaRDD<Block> x = pieces();
        JavaRDD<Block> other = piecesOf(y);
        MultiVectors.requireColumns(this, y);
        int k = columns;
        double[] sum = sum(zip(x, other, (left, right) -> {
            double[] all = new double[3 * k];
            System.arraycopy(left.dots(left), 0, all, 0, k);
            System.arraycopy(left.dots(right), 0, all, k, k);
            System.arraycopy(right.dots(right), 0, all, 2 * k, k);
            return all;
        }));
        return new double[][] {
            Arrays.copyOfRange(sum, 0, k), Arrays.copyOfRange(sum, k, 2 * k), Arrays.copyOfRange(sum, 2 * k, 3 * k)
        };
    }

    private double[] sum(JavaRDD<double[]> pieces) {
        return space.jobs().run(() -> OrderedSum.of(pieces));
    }

    @Override
    public void getColumn(int column, double[] out) {
        pieces();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, space.dimension());
        gather(column, new double[][] {out});
    }

    @Override
    public double[][] toArrays() {
        pieces();
        double[][] values = new double[columns][Math.toIntExact(space.dimension())];
        gather(0, values);
        return values;
    }

    @Override
    public void setColumn(int column, double[] values) {
        pieces();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, space.dimension());
        scatter(column, new double[][] {values});
    }

    @Override
    public void setArrays(double[][] values) {
        pieces();
        MultiVectors.requireLength("array of columns", values.length, columns);
        for (double[] column : values) {
            MultiVectors.requireLength("column", column.length, space.dimension());
        }
        scatter(0, values);
    }

    /** Copies columns out, from column {@code from} on, in one job. */
    private void gather(int from, double[][] out) {
        int to = from + out.length;
        JavaRDD<double[][]> parts = pieces().map(block -> block.toArrays(from, to));
        int at = 0;
        for (double[][] part : space.jobs().run(parts::collect)) {
            for (int j = 0; j < out.length; j++) {
                System.arraycopy(part[j], 0, out[j], at, part[j].length);
            }
            at += part[0].length;
        }
    }

    /** Copies columns in, from column {@code from} on, in one job. */
    private void scatter(int from, double[][] values) {
        double[][] copies = Arrays.stream(values).map(column -> column.clone()).toArray(double[][]::new);
        Broadcast<double[][]> all = space.jobs().broadcast(copies);
        Shards shards = space.shards();
        int perTrial = space.perTrial();
        replace(pieces().mapPartitionsWithIndex(
                        (shard, blocks) -> {
                            Block changed = Pieces.only(blocks).copy();
                            for (int j = 0; j < all.value().length; j++) {
                                changed.setColumn(from + j, all.value()[j], shards.first(shard) * perTrial);
                            }
                            return List.of(changed).iterator();
                        },
                        true));
        all.unpersist();
    }

    @Override
    public void close() {
        forget();
    }
}
