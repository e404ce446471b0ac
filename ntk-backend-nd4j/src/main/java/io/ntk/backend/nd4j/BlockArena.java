package io.ntk.backend.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Working blocks {@code [trials, k, width]} of one sweep over the steps. A block taken at one step stays valid during the
 * next, then is used again: two steps' worth of blocks is all that a sweep ever allocates.
 */
final class BlockArena implements AutoCloseable {
    private final Storage storage;
    private final BlockPool pool;
    private final int trials;
    private final int columns;
    private final Map<Integer, Deque<INDArray>> free = new HashMap<>();
    private final Map<Integer, INDArray> scratch = new HashMap<>();
    private final List<INDArray> all = new ArrayList<>();
    private List<INDArray> previous = new ArrayList<>();
    private List<INDArray> current = new ArrayList<>();

    BlockArena(Storage storage, BlockPool pool, int trials, int columns) {
        this.storage = storage;
        this.pool = pool;
        this.trials = trials;
        this.columns = columns;
    }

    /** {@return a vector of unknown content, to be given back} */
    INDArray borrow(long elements) {
        return pool.take(storage, elements);
    }

    /** Takes back what {@link #borrow} gave. */
    void giveBack(INDArray vector) {
        pool.give(vector);
    }

    int trials() {
        return trials;
    }

    /** {@return k} */
    int columns() {
        return columns;
    }

    /** {@return a contiguous block of unknown content} */
    INDArray take(int width) {
        INDArray block = free.computeIfAbsent(width, w -> new ArrayDeque<>()).poll();
        if (block == null) {
            block = allocate(width);
        }
        current.add(block);
        return block;
    }

    /** {@return the one contiguous block of its width whose content nobody relies on} */
    INDArray scratch(int width) {
        return scratch.computeIfAbsent(width, this::allocate);
    }

    private INDArray allocate(int width) {
        INDArray vector = borrow((long) trials * columns * width);
        all.add(vector);
        return Views.block(vector, 0, trials, columns, width);
    }

    /** {@return a contiguous copy of a block} */
    INDArray copy(INDArray block) {
        INDArray copy = take((int) block.size(2));
        RowCopy.copy(block, copy);
        return copy;
    }

    /** {@return a contiguous block as a matrix {@code [trials · k, width]}} */
    static INDArray rows(INDArray block) {
        return Views.matrix(block, 0, block.size(0) * block.size(1), block.size(2));
    }

    /** Begins the next step. */
    void nextStep() {
        for (INDArray block : previous) {
            free.computeIfAbsent((int) block.size(2), w -> new ArrayDeque<>()).add(block);
        }
        previous = current;
        current = new ArrayList<>();
    }

    @Override
    public void close() {
        all.forEach(this::giveBack);
        all.clear();
        free.clear();
    }
}
