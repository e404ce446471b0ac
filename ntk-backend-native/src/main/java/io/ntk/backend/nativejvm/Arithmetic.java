package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import org.jspecify.annotations.Nullable;

/** The operations of the engine in one precision. Matrices are row-major; strides are distances between rows. */
abstract class Arithmetic {
    static final int ZEROS = 1 << 14;

    private final Precision precision;
    private final Blas blas;
    private final MemoryPool pool;

    Arithmetic(Precision precision, Blas blas, MemoryPool pool) {
        this.precision = precision;
        this.blas = blas;
        this.pool = pool;
    }

    static Arithmetic of(Precision precision, Blas blas, MemoryPool pool) {
        return switch (precision) {
            case FLOAT32 -> new Float32Arithmetic(blas, pool);
            case FLOAT64 -> new Float64Arithmetic(blas, pool);
        };
    }

    Precision precision() {
        return precision;
    }

    Blas blas() {
        return blas;
    }

    MemoryPool pool() {
        return pool;
    }

    /** Memory with arbitrary contents. */
    Memory memory(long elements) {
        return Memory.of(pool, precision, elements);
    }

    /** A heap array of zeros. */
    abstract Scratch scratch(int elements);

    /** scratch[at …] ← memory[from …]. */
    abstract void load(Memory memory, int from, Scratch scratch, int at, int count);

    /** memory[to …] ← scratch[at …]. */
    abstract void store(Scratch scratch, int at, Memory memory, int to, int count);

    /** target[to …] ← source[from …]. */
    abstract void copy(Memory source, int from, Memory target, int to, int count);

    abstract void zero(Scratch scratch, int at, int count);

    abstract double get(Scratch scratch, int at);

    abstract void set(Scratch scratch, int at, double value);

    abstract void fill(
            ProbeDistribution distribution, long seed, long probe, long element, Scratch out, int at, int count);

    /** C ← alpha · A · B + beta · C; throws {@link IllegalArgumentException} if the operands do not fit. */
    void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
        MatrixView.requireFit(a, b, c);
        blas.multiply(alpha, a, b, beta, c);
    }

    /**
     * A coefficient for each column, repeated for every row: loops over rows of a hundred columns spend most of their
     * time at the ends of the rows, and one long loop is four times faster.
     */
    static void repeat(Scratch from, int fromAt, int width, int rows, Scratch to, int toAt) {
        System.arraycopy(from.array(), fromAt, to.array(), toAt, width);
        int total = rows * width;
        for (int done = width; done < total; done *= 2) {
            System.arraycopy(to.array(), toAt, to.array(), toAt + done, Math.min(done, total - done));
        }
    }

    /** to[column, row] ← from[row, column] of matrices without gaps. */
    abstract void transpose(Scratch from, int fromAt, int rows, int columns, Scratch to, int toAt);

    /**
     * to[i] ← (accumulate ? to[i] : 0) + coefficient[i] · from[i], all three from their first element on: the compiler does
     * not vectorise loops over three arrays from places that it does not know.
     */
    abstract void combine(Scratch to, Scratch from, Scratch coefficient, int count, boolean accumulate);

    /**
     * For every row, to[column] ← (accumulate ? to[column] : 0) + scale · coefficient[column] · from[column]; the
     * coefficients are the same for all rows, and 1 if null, in which case alone scale may differ from 1.
     */
    void combine(
            Scratch to,
            int toAt,
            int toStride,
            Scratch from,
            int fromAt,
            int fromStride,
            int rows,
            int width,
            double scale,
            @Nullable Scratch coefficient,
            int coefficientAt,
            boolean accumulate) {
        if (coefficient == null && toStride == width && fromStride == width) {
            // Rows without gaps are one long row.
            combineRow(to, toAt, from, fromAt, rows * width, scale, null, 0, accumulate);
            return;
        }
        for (int row = 0; row < rows; row++) {
            combineRow(
                    to,
                    toAt + row * toStride,
                    from,
                    fromAt + row * fromStride,
                    width,
                    scale,
                    coefficient,
                    coefficientAt,
                    accumulate);
        }
    }

    /** One row of that. */
    abstract void combineRow(
            Scratch to,
            int toAt,
            Scratch from,
            int fromAt,
            int width,
            double scale,
            @Nullable Scratch coefficient,
            int coefficientAt,
            boolean accumulate);

    /** to[toAt …] ← scale · from[fromAt …]. */
    void setScaled(Scratch to, int toAt, double scale, Scratch from, int fromAt, int count) {
        combineRow(to, toAt, from, fromAt, count, scale, null, 0, false);
    }

    /** to[toAt …] ← to[toAt …] + scale · from[fromAt …]. */
    void addScaled(Scratch to, int toAt, double scale, Scratch from, int fromAt, int count) {
        combineRow(to, toAt, from, fromAt, count, scale, null, 0, true);
    }

    /** Σ x y over {@code count} elements, accumulated in float64. */
    abstract double dot(Scratch x, int xAt, Scratch y, int yAt, int count);

    /**
     * Adds products x[i] y[i] of the first {@code count} elements to sums sums[i] + rests[i] that are kept element by element;
     * in float32, by compensated (two-sum) accumulation.
     */
    abstract void addProducts(Scratch x, Scratch y, int count, Scratch sums, Scratch rests);

    /** Widens {@code count} elements to float64. */
    abstract void widen(Scratch from, int fromAt, double[] to, int toAt, int count);

    /** Rounds {@code count} float64 elements to this precision. */
    abstract void narrow(double[] from, int fromAt, Scratch to, int toAt, int count);

    void zero(Memory memory, int at, int count) {
        int end = at + count;
        for (int from = at; from < end; from += ZEROS) {
            store(zeros(), 0, memory, from, Math.min(ZEROS, end - from));
        }
    }

    /** An array of {@link #ZEROS} zeros, which nothing is written to. */
    abstract Scratch zeros();
}
