package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * A block outside the heap, a piece of memory {@code [trials, k, width]} for each step.
 *
 * <p>Work is cut into tiles, some columns of the k rows of one trial at one step, and dealt out to the threads in a fixed
 * order, so that sums do not depend on timing.
 */
final class NativeMultiVector implements MultiVector {
    /** Elements of a tile, such that a few tiles fit in the first-level cache. */
    private static final int TILE = 1 << 13;

    /** Columns whose inner products are summed together: so few that the sums stay in the first-level cache. */
    private static final int PAIR_COLUMNS = 8;

    /** Columns of the operands of a Gram product. */
    private static final int GRAM_DEPTH = 1 << 10;

    private final NativeVectorSpace space;
    private final int columns;
    private final Arithmetic arithmetic;
    private final List<Memory> segments = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A tile: columns {@code from} to {@code from + width − 1} of a trial's k rows at a step. */
    private record Tile(int step, int trial, int from, int width) {}

    @FunctionalInterface
    private interface TileTask {
        void accept(int thread, Tile tile);
    }

    NativeMultiVector(NativeVectorSpace space, int columns) {
        this.space = space;
        this.columns = columns;
        this.arithmetic = space.engine().arithmetic(space.precision());
        long elements = (long) space.trials() * columns * space.width();
        try {
            for (int step = 0; step < space.steps(); step++) {
                segments.add(arithmetic.memory(elements));
            }
        } catch (RuntimeException | Error e) {
            segments.forEach(Memory::close);
            throw e;
        }
    }

    /** The memory of a step, {@code [trials, k, width]}. */
    Memory segment(int step) {
        requireOpen();
        return segments.get(step);
    }

    /** The position in a segment of a trial's and column's first element. */
    int at(int trial, int column) {
        return (trial * columns + column) * space.width();
    }

    /** How many elements a row has. */
    int width() {
        return space.width();
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw MultiVectors.closed("block of vectors");
        }
    }

    private NativeMultiVector sameSpace(MultiVector y) {
        requireOpen();
        MultiVectors.requireSameSpace(this, y);
        NativeMultiVector other = (NativeMultiVector) y;
        other.requireOpen();
        return other;
    }

    private int tileWidth(int rows) {
        return Math.max(1, Math.min(space.width(), TILE / Math.max(1, rows)));
    }

    private int threads() {
        return space.engine().workers().threads();
    }

    private void forEachTile(int tileWidth, TileTask task) {
        space.engine()
                .workers()
                .run(threads(), share -> forEachTile(tileWidth, share, tile -> task.accept(share, tile)));
    }

    /** Processes one thread's share of the tiles. */
    private void forEachTile(int tileWidth, int share, Consumer<Tile> task) {
        int across = (space.width() + tileWidth - 1) / tileWidth;
        int[] rows = space.rows();
        int total = Math.multiplyExact(rows.length, across);
        for (int i = Workers.bound(total, threads(), share); i < Workers.bound(total, threads(), share + 1); i++) {
            int from = i % across * tileWidth;
            int width = Math.min(tileWidth, space.width() - from);
            int row = rows[i / across];
            task.accept(new Tile(row / space.trials(), row % space.trials(), from, width));
        }
    }

    private Scratch[] scratches(int elements) {
        Scratch[] scratches = new Scratch[threads()];
        for (int i = 0; i < scratches.length; i++) {
            scratches[i] = arithmetic.scratch(elements);
        }
        return scratches;
    }

    private void load(Tile tile, Scratch scratch) {
        load(tile, 0, columns, scratch);
    }

    /** Loads the rows of columns {@code first} to {@code end − 1} of a tile. */
    private void load(Tile tile, int first, int end, Scratch scratch) {
        Memory segment = segments.get(tile.step());
        if (tile.width() == space.width()) {
            arithmetic.load(segment, at(tile.trial(), first), scratch, 0, (end - first) * tile.width());
        } else {
            for (int j = first; j < end; j++) {
                int row = at(tile.trial(), j) + tile.from();
                arithmetic.load(segment, row, scratch, (j - first) * tile.width(), tile.width());
            }
        }
    }

    /** A tile's rows {@code [k, width]}. */
    private MatrixView matrix(Tile tile) {
        return segments.get(tile.step())
                .matrix(at(tile.trial(), 0) + tile.from(), columns, tile.width(), space.width());
    }

    private void store(Scratch scratch, Tile tile) {
        Memory segment = segments.get(tile.step());
        if (tile.width() == space.width()) {
            arithmetic.store(scratch, 0, segment, at(tile.trial(), 0), columns * tile.width());
        } else {
            for (int j = 0; j < columns; j++) {
                arithmetic.store(scratch, j * tile.width(), segment, at(tile.trial(), j) + tile.from(), tile.width());
            }
        }
    }

    void zero() {
        for (Memory segment : segments) {
            arithmetic.zero(segment, 0, space.trials() * columns * space.width());
        }
    }

    /** Sets rows of all columns to zero, numbered as those of the space are. */
    void zero(int[] rows) {
        for (int row : rows) {
            arithmetic.zero(segments.get(row / space.trials()), at(row % space.trials(), 0), columns * space.width());
        }
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
        requireOpen();
        int width = tileWidth(columns);
        Scratch[] drawn = scratches(width * columns);
        forEachTile(width, (thread, tile) -> {
            long element = ((long) tile.trial() * space.steps() + tile.step()) * space.width() + tile.from();
            for (int j = 0; j < columns; j++) {
                int at = j * tile.width();
                arithmetic.fill(distribution, seed, first + j, element, drawn[thread], at, tile.width());
            }
            store(drawn[thread], tile);
        });
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        NativeMultiVector source = sameSpace(y);
        MultiVectors.requireRange(this, at, at + source.columns);
        copyRows(source, 0, at, source.columns);
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        requireOpen();
        MultiVectors.requireRange(this, from, to);
        NativeMultiVector copy = space.uninitialized(to - from);
        copy.copyRows(this, from, 0, to - from);
        return copy;
    }

    private void copyRows(NativeMultiVector source, int from, int to, int count) {
        int width = tileWidth(count);
        Scratch[] tiles = scratches(width * count);
        forEachTile(width, (thread, tile) -> {
            Memory in = source.segments.get(tile.step());
            Memory out = segments.get(tile.step());
            if (tile.width() == space.width()) {
                int elements = count * tile.width();
                arithmetic.load(in, source.at(tile.trial(), from), tiles[thread], 0, elements);
                arithmetic.store(tiles[thread], 0, out, at(tile.trial(), to), elements);
            } else {
                for (int j = 0; j < count; j++) {
                    arithmetic.load(
                            in, source.at(tile.trial(), from + j) + tile.from(), tiles[thread], 0, tile.width());
                    arithmetic.store(tiles[thread], 0, out, at(tile.trial(), to + j) + tile.from(), tile.width());
                }
            }
        });
    }

    @Override
    public void scaleColumns(double[] factors) {
        requireOpen();
        MultiVectors.requireLength("array of column factors", factors.length, columns);
        int width = tileWidth(columns);
        Scratch[] in = scratches(width * columns);
        Scratch[] out = scratches(width * columns);
        forEachTile(width, (thread, tile) -> {
            load(tile, in[thread]);
            for (int j = 0; j < columns; j++) {
                int row = j * tile.width();
                arithmetic.setScaled(out[thread], row, factors[j], in[thread], row, tile.width());
            }
            store(out[thread], tile);
        });
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        NativeMultiVector source = sameSpace(y);
        MultiVectors.requireColumns(this, y);
        int width = tileWidth(columns);
        Scratch[] x = scratches(width * columns);
        Scratch[] other = scratches(width * columns);
        forEachTile(width, (thread, tile) -> {
            load(tile, x[thread]);
            source.load(tile, other[thread]);
            arithmetic.addScaled(x[thread], 0, alpha, other[thread], 0, columns * tile.width());
            store(x[thread], tile);
        });
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        NativeMultiVector source = sameSpace(y);
        MultiVectors.requireCoefficients(this, y, c);
        if (source == this) {
            try (MultiVector copy = copy()) {
                update(alpha, copy, c, beta);
            }
            return;
        }
        int width = Math.max(1, Math.min(space.width(), 1 << 10));
        try (Memory coefficients = arithmetic.memory((long) source.columns * columns)) {
            Scratch narrowed = arithmetic.scratch(source.columns * columns);
            arithmetic.narrow(c.data, 0, narrowed, 0, source.columns * columns);
            arithmetic.store(narrowed, 0, coefficients, 0, source.columns * columns);
            MatrixView transposed =
                    coefficients.matrix(0, source.columns, columns).transpose();
            forEachTile(
                    width,
                    (thread, tile) -> arithmetic.multiply(alpha, transposed, source.matrix(tile), beta, matrix(tile)));
        }
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        return gram(columns, y);
    }

    @Override
    public DMatrixRMaj gram(int count, MultiVector y) {
        NativeMultiVector other = sameSpace(y);
        MultiVectors.requireRange(this, 0, count);
        int threads = threads();
        GramAccumulator[] accumulators = new GramAccumulator[threads];
        try {
            for (int i = 0; i < threads; i++) {
                accumulators[i] = new GramAccumulator(this, count, other);
            }
            forEachTile(Math.min(space.width(), GRAM_DEPTH), (thread, tile) -> accumulators[thread].add(tile));
            DMatrixRMaj gram = new DMatrixRMaj(count, other.columns);
            for (GramAccumulator accumulator : accumulators) {
                CommonOps_DDRM.addEquals(gram, accumulator.result());
            }
            return gram;
        } finally {
            for (GramAccumulator accumulator : accumulators) {
                if (accumulator != null) {
                    accumulator.close();
                }
            }
        }
    }

    /** Collects tiles, widened to float64, until a product of them is worth a call. */
    private static final class GramAccumulator implements AutoCloseable {
        private final NativeMultiVector x;
        private final int count;
        private final NativeMultiVector y;
        private final Arithmetic wide;
        private final double[] rows;
        private final Scratch narrow;
        private final Memory left;
        private final Memory right;
        private final Memory sum;
        private int depth;

        GramAccumulator(NativeMultiVector x, int count, NativeMultiVector y) {
            this.x = x;
            this.count = count;
            this.y = y;
            this.wide = x.space.engine().arithmetic(Precision.FLOAT64);
            this.rows = new double[GRAM_DEPTH];
            this.narrow = x.arithmetic.scratch(GRAM_DEPTH);
            this.left = wide.memory((long) count * GRAM_DEPTH);
            this.right = x == y && count == x.columns ? left : wide.memory((long) y.columns * GRAM_DEPTH);
            this.sum = wide.memory((long) count * y.columns);
            wide.zero(sum, 0, count * y.columns);
        }

        void add(Tile tile) {
            if (depth + tile.width() > GRAM_DEPTH) {
                multiply();
            }
            gather(x, count, tile, left);
            if (right != left) {
                gather(y, y.columns, tile, right);
            }
            depth += tile.width();
        }

        /** Widens a trial's columns in one go where they lie one after the other: they are too short to be worth a call each. */
        private void gather(NativeMultiVector block, int columns, Tile tile, Memory to) {
            Memory segment = block.segments.get(tile.step());
            int width = tile.width();
            int together = width == block.space.width() ? together(width) : 1;
            for (int first = 0; first < columns; first += together) {
                int count = Math.min(together, columns - first);
                block.arithmetic.load(segment, block.at(tile.trial(), first) + tile.from(), narrow, 0, count * width);
                block.arithmetic.widen(narrow, 0, rows, 0, count * width);
                for (int j = 0; j < count; j++) {
                    to.doubles.put((first + j) * GRAM_DEPTH + depth, rows, j * width, width);
                }
            }
        }

        private static int together(int width) {
            return Math.max(1, GRAM_DEPTH / width);
        }

        private void multiply() {
            if (depth > 0) {
                wide.multiply(
                        1,
                        left.matrix(0, count, depth, GRAM_DEPTH),
                        right.matrix(0, y.columns, depth, GRAM_DEPTH).transpose(),
                        1,
                        sum.matrix(0, count, y.columns));
                depth = 0;
            }
        }

        DMatrixRMaj result() {
            multiply();
            DMatrixRMaj gram = new DMatrixRMaj(count, y.columns);
            sum.doubles.get(0, gram.data, 0, count * y.columns);
            return gram;
        }

        @Override
        public void close() {
            left.close();
            right.close();
            sum.close();
        }
    }

    @Override
    public double[] dots(MultiVector y) {
        NativeMultiVector other = sameSpace(y);
        MultiVectors.requireColumns(this, y);
        double[][] sums = new double[threads()][columns];
        forEachPair(other, (thread, j, x, at, width, z) -> sums[thread][j] += arithmetic.dot(x, at, z, at, width));
        double[] total = new double[columns];
        for (double[] sum : sums) {
            for (int j = 0; j < columns; j++) {
                total[j] += sum[j];
            }
        }
        return total;
    }

    @Override
    public double[][] pairDots(MultiVector y) {
        NativeMultiVector other = sameSpace(y);
        MultiVectors.requireColumns(this, y);
        int width = tileWidth(PAIR_COLUMNS);
        PairSums[] sums = new PairSums[threads()];
        space.engine().workers().run(sums.length, thread -> {
            int elements = width * Math.min(PAIR_COLUMNS, columns);
            Scratch left = arithmetic.scratch(elements);
            Scratch right = other == this ? left : arithmetic.scratch(elements);
            sums[thread] = new PairSums(arithmetic, columns, elements);
            for (int from = 0; from < columns; from += PAIR_COLUMNS) {
                int first = from;
                int end = Math.min(columns, from + PAIR_COLUMNS);
                forEachTile(width, thread, tile -> {
                    load(tile, first, end, left);
                    if (other != this) {
                        other.load(tile, first, end, right);
                    }
                    sums[thread].add(first, end - first, end - first, tile.width(), left, right);
                });
            }
        });
        double[][] total = new double[PairSums.ROWS][columns];
        for (PairSums sum : sums) {
            sum.addTo(total, 0);
        }
        return total;
    }

    @FunctionalInterface
    private interface PairTask {
        void accept(int thread, int column, Scratch x, int at, int width, Scratch y);
    }

    /** Runs a task on every stretch of every column of two blocks while it is in the cache. */
    private void forEachPair(NativeMultiVector other, PairTask task) {
        int width = tileWidth(columns);
        Scratch[] left = scratches(width * columns);
        Scratch[] right = other == this ? left : scratches(width * columns);
        forEachTile(width, (thread, tile) -> {
            load(tile, left[thread]);
            if (other != this) {
                other.load(tile, right[thread]);
            }
            for (int j = 0; j < columns; j++) {
                task.accept(thread, j, left[thread], j * tile.width(), tile.width(), right[thread]);
            }
        });
    }

    @Override
    public void getColumn(int column, double[] out) {
        requireOpen();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, space.dimension());
        Scratch scratch = arithmetic.scratch(space.width());
        for (int row : space.rows()) {
            arithmetic.load(
                    segments.get(row / space.trials()), at(row % space.trials(), column), scratch, 0, space.width());
            arithmetic.widen(scratch, 0, out, space.element(row), space.width());
        }
        for (int row : space.absentRows()) {
            Arrays.fill(out, space.element(row), space.element(row) + space.width(), 0);
        }
    }

    @Override
    public void setColumn(int column, double[] values) {
        requireOpen();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, space.dimension());
        Scratch scratch = arithmetic.scratch(space.width());
        for (int row : space.rows()) {
            arithmetic.narrow(values, space.element(row), scratch, 0, space.width());
            arithmetic.store(
                    scratch, 0, segments.get(row / space.trials()), at(row % space.trials(), column), space.width());
        }
    }

    @Override
    public void assemble(List<MultiVector> parts, List<RowPlaces> places) {
        RowMove[] moves = new RowMove[rows()];
        for (int part = 0; part < parts.size(); part++) {
            NativeMultiVector from = open(parts.get(part));
            RowPlaces of = places.get(part);
            for (int row = 0; row < of.rows(); row++) {
                if (of.place(row) >= 0) {
                    moves[of.place(row)] = new RowMove(from, row, of, false);
                }
            }
        }
        move(moves);
    }

    @Override
    public void extract(MultiVector whole, RowPlaces places) {
        NativeMultiVector from = open(whole);
        RowMove[] moves = new RowMove[rows()];
        for (int row = 0; row < moves.length; row++) {
            if (places.place(row) >= 0) {
                moves[row] = new RowMove(from, places.place(row), places, true);
            }
        }
        move(moves);
    }

    private NativeMultiVector open(MultiVector y) {
        requireOpen();
        NativeMultiVector other = (NativeMultiVector) y;
        other.requireOpen();
        return other;
    }

    private int rows() {
        return space.trials() * space.steps();
    }

    /**
     * The columns of a row of another block, to be copied here.
     *
     * @param from the block
     * @param row its row
     * @param places of the elements in a row
     * @param isFromWhole whether the other block is the whole, rather than the part
     */
    private record RowMove(NativeMultiVector from, int row, RowPlaces places, boolean isFromWhole) {}

    /** Overwrites every row, with zeros where there is no move. */
    private void move(@Nullable RowMove[] moves) {
        space.engine().workers().run(threads(), share -> {
            Scratch zeros = arithmetic.scratch(columns * space.width());
            for (int row = Workers.bound(moves.length, threads(), share);
                    row < Workers.bound(moves.length, threads(), share + 1);
                    row++) {
                Memory to = segments.get(row % space.steps());
                int at = at(row / space.steps(), 0);
                RowMove move = moves[row];
                if (move == null || (move.isFromWhole() && !move.places().hasWholeRows())) {
                    arithmetic.store(zeros, 0, to, at, columns * space.width());
                }
                if (move != null) {
                    copy(move, to, at);
                }
            }
        });
    }

    private void copy(RowMove move, Memory to, int at) {
        NativeMultiVector other = move.from();
        Memory from = other.segments.get(move.row() % other.space.steps());
        int otherAt = other.at(move.row() / other.space.steps(), 0);
        if (move.places().hasWholeRows()) {
            to.copy(at, from, otherAt, columns * space.width());
            return;
        }
        for (RowPlaces.Run run : move.places().runs()) {
            int here = at + (move.isFromWhole() ? run.part() : run.whole());
            int there = otherAt + (move.isFromWhole() ? run.whole() : run.part());
            for (int j = 0; j < columns; j++) {
                to.copy(here + j * space.width(), from, there + j * other.space.width(), run.length());
            }
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            segments.forEach(Memory::close);
        }
    }
}
