package io.ntk.backend.nd4j;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A sum of blocks {@code [trials, k, width]} that grows by one summand at a time. The sum of nothing takes no storage, and the
 * first summand is written where others are added.
 */
final class BlockSum {
    private final BlockArena arena;
    private final int width;
    private final Supplier<INDArray> storage;
    private @Nullable INDArray sum;

    /** The sum of nothing, to be stored in a block of the arena. */
    BlockSum(BlockArena arena, int width) {
        this(arena, width, () -> arena.take(width));
    }

    /**
     * The sum of nothing.
     *
     * @param arena lends storage
     * @param width of the blocks
     * @param storage gives the contiguous block that is to hold the sum, when there is a first summand
     */
    BlockSum(BlockArena arena, int width, Supplier<INDArray> storage) {
        this.arena = arena;
        this.width = width;
        this.storage = storage;
    }

    /** {@return a sum of one block, contiguous, which others are added to in place} */
    static BlockSum of(BlockArena arena, INDArray first) {
        BlockSum sum = new BlockSum(arena, (int) first.size(2), () -> first);
        sum.sum = first;
        return sum;
    }

    /** {@return the sum so far, contiguous, or null for zero} */
    @Nullable
    INDArray value() {
        return sum;
    }

    /** Adds a block of the same width, its rows contiguous. */
    void add(INDArray block) {
        add(block, 0, 0, width, 1, null);
    }

    /**
     * Adds some columns of a block, times a factor, to some columns of the sum.
     *
     * @param block of any width, its rows contiguous, or null for zero; not modified
     * @param from the first column taken of it
     * @param to the first column of the sum that it goes to
     * @param length how many columns
     * @param scale a factor, 1 if there is a coefficient
     * @param coefficient a factor for each trial and column, {@code [trials, 1, length]}, or null for 1
     */
    void add(@Nullable INDArray block, int from, int to, int length, double scale, @Nullable INDArray coefficient) {
        if (block == null) {
            return;
        }
        INDArray columns = length == block.size(2) ? block : Views.columns(block, from, length);
        INDArray all = sum;
        if (all == null) {
            all = storage.get();
            sum = all;
            if (length == width) {
                multiply(columns, scale, coefficient, all);
                return;
            }
            all.assign(0);
        }
        INDArray summand = columns;
        if (coefficient != null || scale != 1 || !Views.isContiguous(columns)) {
            summand = arena.scratch(length);
            multiply(columns, scale, coefficient, summand);
        }
        if (length == width) {
            all.addi(summand);
        } else {
            // ND4J adds to a strided array ten times as slowly as it copies one.
            INDArray part = Views.columns(all, to, length);
            RowCopy.copy(arena.copy(part).addi(summand), part);
        }
    }

    /** Copies the sum so far to a view with contiguous rows. */
    void writeTo(INDArray view) {
        INDArray all = sum;
        RowCopy.copy(all == null ? arena.scratch(width).assign(0) : all, view);
    }

    private static void multiply(INDArray block, double scale, @Nullable INDArray coefficient, INDArray result) {
        if (coefficient != null) {
            Nd4j.exec(new MulOp(block, coefficient, result));
        } else {
            RowCopy.copy(block, result);
            if (scale != 1) {
                result.muli(scale);
            }
        }
    }

    /**
     * Adds x · A, row by row.
     *
     * @param block x, a contiguous block, or null for zero
     * @param matrix A, contiguous or the transpose of a contiguous matrix
     */
    void addProduct(@Nullable INDArray block, INDArray matrix) {
        if (block == null) {
            return;
        }
        INDArray all = sum;
        double beta = 1;
        if (all == null) {
            all = storage.get();
            sum = all;
            beta = 0;
        }
        Products.multiply(1, BlockArena.rows(block), matrix, beta, BlockArena.rows(all));
    }
}
