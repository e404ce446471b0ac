package io.ntk.backend.nativejvm;

import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Uses;
import io.ntk.program.ParameterBlock;
import io.ntk.program.ParameterBlock.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs sweeps over whole blocks: in chunks of columns that respect the memory limit, each chunk on all threads, in
 * {@link SweepTask}s whose results do not depend on which thread does them.
 */
final class Sweeps implements AutoCloseable {
    /** Elements that are added at a time, so that they stay in the first-level cache. */
    private static final int SUM_TILE = 1 << 12;

    private final Derivative derivative;
    private final Arithmetic arithmetic;
    private final NativeVectorSpace parameterSpace;
    private final Uses uses = new Uses(this::free);

    Sweeps(Derivative derivative, NativeVectorSpace parameterSpace) {
        this.derivative = derivative;
        this.arithmetic = derivative.arithmetic();
        this.parameterSpace = parameterSpace;
    }

    Derivative derivative() {
        if (uses.isClosed()) {
            throw MultiVectors.closed("linearization");
        }
        return derivative;
    }

    /** to ← J, P or F applied to from. */
    void forward(Factor factor, NativeMultiVector from, NativeMultiVector to) {
        long blocks = factor.isFromParameters() ? derivative.gradientBytes() : 0;
        forEachChunk(
                factor,
                from.columns(),
                blocks,
                0,
                (first, last) -> forwardChunk(factor, from, first, to, first, last, null));
    }

    /** to ← the transpose of J, P or F applied to from. */
    void reverse(Factor factor, NativeMultiVector from, NativeMultiVector to) {
        forEachChunk(
                factor,
                from.columns(),
                0,
                factor.isFromParameters() ? derivative.gradientBytes() : 0,
                (first, last) -> reverseChunk(factor, from, first, last, to, first));
    }

    /**
     * to ← J Jᵀ applied to from, without keeping Jᵀ of all columns at once.
     *
     * @param dots where not null, receives {@code to.pairDots(J Jᵀ from)}, and {@code to} is only read
     */
    void kernel(Factor factor, NativeMultiVector from, NativeMultiVector to, double @Nullable [][] dots) {
        boolean isDisjoint = derivative().parameters().isDisjoint();
        long vectors = isDisjoint
                ? 0
                : parameterSpace.dimension() * arithmetic.precision().bytes() + derivative.gradientBytes();
        forEachChunk(factor, from.columns(), vectors, derivative.gradientBytes(), (first, last) -> {
            if (isDisjoint) {
                kernelChunk(factor, from, to, first, last, dots);
                return;
            }
            try (NativeMultiVector gradients = parameterSpace.uninitialized(last - first)) {
                reverseChunk(factor, from, first, last, gradients, 0);
                forwardChunk(factor, gradients, 0, to, first, last, dots);
            }
        });
    }

    /** Where no parameter is in two blocks, the gradient blocks serve as tangent blocks: no vector is made of them. */
    private void kernelChunk(
            Factor factor,
            NativeMultiVector from,
            NativeMultiVector to,
            int first,
            int last,
            double @Nullable [][] dots) {
        List<SweepTask> tasks = SweepTask.deal(derivative, factor.isFromParameters(), first, last);
        if (SweepTask.areColumns(tasks)) {
            List<PairSums> sums = dots == null ? List.of() : sums(tasks);
            derivative
                    .engine()
                    .workers()
                    .run(tasks.size(), i -> kernel(factor, tasks.get(i), from, to, dots == null ? null : sums.get(i)));
            total(tasks, sums, first, last, dots);
            return;
        }
        List<List<Memory>> gradients = new ArrayList<>();
        try {
            reverse(factor, tasks, from, null, gradients);
            sum(gradients, last - first);
            forward(
                    factor,
                    tasks,
                    null,
                    to,
                    new ForwardSweep.Tangents(gradients.get(0), first, last - first),
                    first,
                    last,
                    dots);
        } finally {
            gradients.forEach(own -> own.forEach(Memory::close));
        }
    }

    /** All of a product on one thread, the gradient still in the cache when it is used. */
    private void kernel(
            Factor factor, SweepTask task, NativeMultiVector from, NativeMultiVector to, @Nullable PairSums sums) {
        List<Memory> gradients = blocks(task.widest());
        try (Workspace workspace = new Workspace(derivative, task)) {
            reverse(factor, task, workspace, gradients, from, null);
            ForwardSweep.Tangents tangents = new ForwardSweep.Tangents(gradients, task.from(), task.columns());
            forward(factor, task, workspace, tangents, null, to, sums);
        } finally {
            gradients.forEach(Memory::close);
        }
    }

    private void forward(
            Factor factor,
            SweepTask task,
            Workspace workspace,
            ForwardSweep.Tangents tangents,
            @Nullable NativeMultiVector from,
            NativeMultiVector to,
            @Nullable PairSums sums) {
        for (Shard shard : task.shards()) {
            new ForwardSweep(derivative, factor, task, workspace, shard, tangents, from, to, sums).run();
        }
    }

    private void reverse(
            Factor factor,
            SweepTask task,
            Workspace workspace,
            List<Memory> blocks,
            NativeMultiVector from,
            @Nullable NativeMultiVector to) {
        ReverseSweep.Gradients gradients = new ReverseSweep.Gradients(derivative.parameters(), blocks, task.columns());
        for (Shard shard : task.shards()) {
            new ReverseSweep(derivative, factor, task, workspace, shard, gradients, from, to).run();
        }
    }

    private List<PairSums> sums(List<SweepTask> tasks) {
        int width = derivative.observedWidth();
        return tasks.stream()
                .map(task -> new PairSums(arithmetic, task.columns(), task.mostRows(derivative.hidden()) * width))
                .toList();
    }

    /** Sets the columns of a chunk to the sums over tasks, in their order. */
    private static void total(
            List<SweepTask> tasks, List<PairSums> sums, int first, int last, double @Nullable [][] dots) {
        if (dots != null) {
            for (double[] row : dots) {
                Arrays.fill(row, first, last, 0);
            }
            for (int i = 0; i < tasks.size(); i++) {
                sums.get(i).addTo(dots, tasks.get(i).from());
            }
        }
    }

    /** For each parameter block, {@code [depth, columns, width]}. */
    private List<Memory> blocks(int columns) {
        List<Memory> blocks = new ArrayList<>();
        for (ParameterBlock block : derivative.parameters().all()) {
            blocks.add(arithmetic.memory((long) columns * block.width() * block.depth()));
        }
        return blocks;
    }

    /** Adds the blocks of all threads to those of the first, in their order. */
    private void sum(List<List<Memory>> gradients, int columns) {
        List<ParameterBlock> blocks = derivative.parameters().all();
        for (int i = 0; i < blocks.size(); i++) {
            int index = i;
            int total = columns * blocks.get(i).width() * blocks.get(i).depth();
            int shares = Math.min(threads(), total);
            derivative.engine().workers().run(shares, share -> {
                int end = Workers.bound(total, shares, share + 1);
                Scratch sum = arithmetic.scratch(SUM_TILE);
                Scratch other = arithmetic.scratch(SUM_TILE);
                for (int at = Workers.bound(total, shares, share); at < end; at += SUM_TILE) {
                    int count = Math.min(SUM_TILE, end - at);
                    Memory result = gradients.get(0).get(index);
                    arithmetic.load(result, at, sum, 0, count);
                    for (List<Memory> own : gradients.subList(1, gradients.size())) {
                        arithmetic.load(own.get(index), at, other, 0, count);
                        arithmetic.addScaled(sum, 0, 1, other, 0, count);
                    }
                    arithmetic.store(sum, 0, result, at, count);
                }
            });
        }
    }

    @FunctionalInterface
    private interface Chunk {
        void accept(int first, int last);
    }

    /**
     * Runs a pass in chunks of as many columns as fit the memory limit.
     *
     * @param shared bytes per column of a chunk, besides what tasks need
     * @param own bytes per column of a task, besides its workspace
     */
    private void forEachChunk(Factor factor, int columns, long shared, long own, Chunk chunk) {
        if (!uses.begin()) {
            throw MultiVectors.closed("linearization");
        }
        try {
            forEachFittingChunk(factor, columns, shared, own, chunk);
        } finally {
            uses.end();
        }
    }

    private void forEachFittingChunk(Factor factor, int columns, long shared, long own, Chunk chunk) {
        BackendOptions options = derivative.engine().options();
        int size = columns;
        while (size > 1 && bytes(factor, size, shared, own) > options.workingStorage()) {
            size = (size + 1) / 2;
        }
        options.requireRoom(bytes(factor, size, shared, own));
        int width = MultiVectors.evenShare(columns, size);
        for (int from = 0; from < columns; from += width) {
            // The last one does a few columns again: a narrower one would need storage of other sizes, besides what is
            // kept.
            int first = Math.min(from, columns - width);
            chunk.accept(first, first + width);
        }
    }

    private long bytes(Factor factor, int columns, long shared, long own) {
        List<SweepTask> tasks = SweepTask.deal(derivative, factor.isFromParameters(), 0, columns);
        long sum = shared * columns;
        for (int i = 0; i < tasks.size(); i++) {
            SweepTask task = tasks.get(i);
            // A workspace belongs to a running task; gradients are kept until all tasks of a chunk are done.
            long workspace = i < threads() ? Workspace.bytesPerColumn(derivative, task.mostTrials(), task.slab()) : 0;
            sum += task.widest() * (workspace + own);
        }
        return sum;
    }

    private int threads() {
        return derivative.engine().workers().threads();
    }

    private void forwardChunk(
            Factor factor,
            NativeMultiVector from,
            int fromFirst,
            NativeMultiVector to,
            int first,
            int last,
            double @Nullable [][] dots) {
        List<SweepTask> tasks = SweepTask.deal(derivative, factor.isFromParameters(), first, last);
        List<Memory> blocks = new ArrayList<>();
        try {
            if (factor.isFromParameters()) {
                gather(from, fromFirst, last - first, blocks);
            }
            forward(
                    factor,
                    tasks,
                    factor.isFromParameters() ? null : from,
                    to,
                    new ForwardSweep.Tangents(blocks, first, last - first),
                    first,
                    last,
                    dots);
        } finally {
            blocks.forEach(Memory::close);
        }
    }

    /** Runs forward sweeps on all threads. */
    private void forward(
            Factor factor,
            List<SweepTask> tasks,
            @Nullable NativeMultiVector from,
            NativeMultiVector to,
            ForwardSweep.Tangents tangents,
            int first,
            int last,
            double @Nullable [][] dots) {
        List<PairSums> sums = dots == null ? List.of() : sums(tasks);
        derivative.engine().workers().run(tasks.size(), i -> {
            SweepTask task = tasks.get(i);
            try (Workspace workspace = new Workspace(derivative, task)) {
                forward(factor, task, workspace, tangents, from, to, dots == null ? null : sums.get(i));
            }
        });
        total(tasks, sums, first, last, dots);
    }

    private void reverseChunk(
            Factor factor, NativeMultiVector from, int first, int last, NativeMultiVector to, int toFirst) {
        List<SweepTask> tasks = SweepTask.deal(derivative, factor.isFromParameters(), first, last);
        List<List<Memory>> gradients = new ArrayList<>();
        try {
            reverse(factor, tasks, from, factor.isFromParameters() ? null : to, gradients);
            if (factor.isFromParameters()) {
                scatter(tasks, gradients, first, last, to, toFirst);
            }
        } finally {
            gradients.forEach(own -> own.forEach(Memory::close));
        }
    }

    /** Runs reverse sweeps on all threads; {@code gradients} receives each task's blocks, for the caller to close. */
    private void reverse(
            Factor factor,
            List<SweepTask> tasks,
            NativeMultiVector from,
            @Nullable NativeMultiVector to,
            List<List<Memory>> gradients) {
        for (SweepTask task : tasks) {
            gradients.add(factor.isFromParameters() ? blocks(task.widest()) : List.of());
        }
        derivative.engine().workers().run(tasks.size(), i -> {
            SweepTask task = tasks.get(i);
            try (Workspace workspace = new Workspace(derivative, task)) {
                reverse(factor, task, workspace, gradients.get(i), from, to);
            }
        });
    }

    /** Copies parameter vectors into the blocks {@code [depth, columns, width]} that the lanes' products take. */
    private void gather(NativeMultiVector from, int fromFirst, int columns, List<Memory> blocks) {
        blocks.addAll(blocks(columns));
        forEachColumn(columns, (column, theta, matrix, transposed) -> {
            arithmetic.load(from.segment(0), from.at(0, fromFirst + column), theta, 0, parameterSpace.width());
            int index = 0;
            for (ParameterBlock block : derivative.parameters().all()) {
                int width = block.width();
                for (Slot slot : block.slots()) {
                    int length = slot.tensor().columns();
                    int at = slot.tensor().offset() + slot.row() * length;
                    arithmetic.transpose(theta, at, width, length, matrix, slot.column() * width);
                }
                for (int i = 0; i < block.depth(); i++) {
                    arithmetic.store(matrix, i * width, blocks.get(index), (i * columns + column) * width, width);
                }
                index++;
            }
        });
    }

    /** Sums the threads' gradients into parameter vectors. */
    private void scatter(
            List<SweepTask> tasks,
            List<List<Memory>> gradients,
            int first,
            int last,
            NativeMultiVector to,
            int toFirst) {
        forEachColumn(last - first, (column, theta, matrix, transposed) -> {
            arithmetic.zero(theta, 0, parameterSpace.width());
            for (int i = 0; i < tasks.size(); i++) {
                SweepTask task = tasks.get(i);
                int own = first + column - task.from();
                if (own >= 0 && own < task.columns()) {
                    addGradients(gradients.get(i), own, task.columns(), theta, matrix, transposed);
                }
            }
            arithmetic.store(theta, 0, to.segment(0), to.at(0, toFirst + column), parameterSpace.width());
        });
    }

    private void addGradients(
            List<Memory> gradients, int column, int columns, Scratch theta, Scratch matrix, Scratch transposed) {
        int index = 0;
        for (ParameterBlock block : derivative.parameters().all()) {
            int width = block.width();
            for (int i = 0; i < block.depth(); i++) {
                arithmetic.load(gradients.get(index), (i * columns + column) * width, matrix, i * width, width);
            }
            for (Slot slot : block.slots()) {
                int length = slot.tensor().columns();
                int at = slot.tensor().offset() + slot.row() * length;
                arithmetic.transpose(matrix, slot.column() * width, length, width, transposed, 0);
                arithmetic.addScaled(theta, at, 1, transposed, 0, width * length);
            }
            index++;
        }
    }

    @FunctionalInterface
    private interface ColumnTask {
        void accept(int column, Scratch theta, Scratch matrix, Scratch transposed);
    }

    private void forEachColumn(int columns, ColumnTask task) {
        int shares = Math.min(threads(), columns);
        int largest = derivative.parameters().all().stream()
                .mapToInt(block -> block.width() * block.depth())
                .max()
                .orElse(0);
        derivative.engine().workers().run(shares, share -> {
            Scratch theta = arithmetic.scratch(parameterSpace.width());
            Scratch matrix = arithmetic.scratch(largest);
            Scratch transposed = arithmetic.scratch(largest);
            for (int column = Workers.bound(columns, shares, share);
                    column < Workers.bound(columns, shares, share + 1);
                    column++) {
                task.accept(column, theta, matrix, transposed);
            }
        });
    }

    private void free() {
        derivative.shards().forEach(Shard::close);
        derivative.weights().close();
    }

    @Override
    public void close() {
        uses.close();
    }
}
