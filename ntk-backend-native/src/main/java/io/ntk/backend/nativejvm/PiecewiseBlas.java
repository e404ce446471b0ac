package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * A BLAS with kernels for small products. They read matrices where they lie, while the operands of a larger product are
 * copied into another order first, which takes time where one side of it is as short as a state is wide. So products are
 * cut into pieces that are small enough. Where that made none of the sizes of the sweeps faster, a product stays whole.
 */
final class PiecewiseBlas implements Blas {
    /** The most operations m · n · k of what OpenBLAS takes for small. */
    private static final double SMALL = 1e6;

    /** Rows of a vector register's length begin at its multiples, where they can. */
    private static final int ROUND = 16;

    /** Pieces of A B with fewer rows, or of Aᵀ B with less depth, are not worth a call. */
    private static final int LEAST = 24;

    /** The most columns of a piece. */
    private static final int COLUMNS = 128;

    private static final Limits FLOAT32 = new Limits(144, 288, 288);
    private static final Limits FLOAT64 = new Limits(128, 128, 72);

    private final Blas whole;

    /** Wraps a BLAS that has such kernels. */
    PiecewiseBlas(Blas whole) {
        this.whole = whole;
    }

    /**
     * Up to where pieces are faster: beyond, a piece of B leaves the first-level cache.
     *
     * @param depth the largest k of A B
     * @param alignedDepth the same where the rows of B and C can begin at cache lines
     * @param rows the largest m of Aᵀ B
     */
    private record Limits(int depth, int alignedDepth, int rows) {
        static Limits of(Precision precision) {
            return precision == Precision.FLOAT32 ? FLOAT32 : FLOAT64;
        }

        /** The largest k of A B, for rows of B and C that are so many elements apart. */
        int depth(int ldb, int ldc) {
            return (ldb | ldc) % ROUND == 0 ? alignedDepth : depth;
        }
    }

    /**
     * How a product is cut.
     *
     * @param m the most rows of a piece
     * @param n the most columns
     * @param k the most of the depth
     */
    private record Piece(int m, int n, int k) {}

    @FunctionalInterface
    private interface PieceTask {
        void accept(int row, int column, int depth, int m, int n, int k);
    }

    private static Piece piece(
            boolean transposeA, boolean transposeB, int m, int n, int k, int ldb, int ldc, Precision precision) {
        Limits limits = Limits.of(precision);
        Piece all = new Piece(m, n, k);
        if (transposeB || (double) m * n * k <= SMALL || n < ROUND) {
            return all;
        }
        int columns = share(n, (transposeA ? m : k) > limits.depth() ? COLUMNS / 2 : COLUMNS);
        if (transposeA) {
            int most = (int) (SMALL / ((double) m * columns));
            return m > limits.rows() || most < LEAST ? all : new Piece(m, columns, share(k, most));
        }
        int most = (int) (SMALL / ((double) k * columns)) / ROUND * ROUND;
        return k > limits.depth(ldb, ldc) || most < LEAST ? all : new Piece(most, columns, k);
    }

    /** The size of at most {@code most} with which a total falls into nearly equal shares. */
    private static int share(int total, int most) {
        int shares = (total + most - 1) / most;
        int even = (total + shares - 1) / shares;
        return Math.min(most, (even + ROUND - 1) / ROUND * ROUND);
    }

    /** Takes all rows and depths of some columns before the next columns: those of B stay in the cache meanwhile. */
    private static void forEach(Piece piece, int m, int n, int k, PieceTask task) {
        for (int column = 0; column < n; column += piece.n()) {
            for (int row = 0; row < m; row += piece.m()) {
                for (int depth = 0; depth < k; depth += piece.k()) {
                    task.accept(
                            row,
                            column,
                            depth,
                            Math.min(piece.m(), m - row),
                            Math.min(piece.n(), n - column),
                            Math.min(piece.k(), k - depth));
                }
            }
        }
    }

    /** Where an element of op(A) lies. */
    private static int at(boolean transposed, int row, int column, int stride) {
        return transposed ? column * stride + row : row * stride + column;
    }

    private static FloatBuffer from(FloatBuffer buffer, int at) {
        return buffer.duplicate().position(buffer.position() + at);
    }

    private static DoubleBuffer from(DoubleBuffer buffer, int at) {
        return buffer.duplicate().position(buffer.position() + at);
    }

    @Override
    public String description() {
        return whole.description();
    }

    @Override
    public boolean isFastOnFewRows(Precision precision, int depth) {
        return depth <= Limits.of(precision).depth(depth, depth);
    }

    @Override
    public Allocation allocate(long bytes) {
        return whole.allocate(bytes);
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            FloatBuffer a,
            int lda,
            FloatBuffer b,
            int ldb,
            double beta,
            FloatBuffer c,
            int ldc) {
        forEach(
                piece(transposeA, transposeB, m, n, k, ldb, ldc, Precision.FLOAT32),
                m,
                n,
                k,
                (row, column, depth, rows, columns, depths) -> whole.gemm(
                        transposeA,
                        transposeB,
                        rows,
                        columns,
                        depths,
                        alpha,
                        from(a, at(transposeA, row, depth, lda)),
                        lda,
                        from(b, at(transposeB, depth, column, ldb)),
                        ldb,
                        depth == 0 ? beta : 1,
                        from(c, at(false, row, column, ldc)),
                        ldc));
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoubleBuffer a,
            int lda,
            DoubleBuffer b,
            int ldb,
            double beta,
            DoubleBuffer c,
            int ldc) {
        forEach(
                piece(transposeA, transposeB, m, n, k, ldb, ldc, Precision.FLOAT64),
                m,
                n,
                k,
                (row, column, depth, rows, columns, depths) -> whole.gemm(
                        transposeA,
                        transposeB,
                        rows,
                        columns,
                        depths,
                        alpha,
                        from(a, at(transposeA, row, depth, lda)),
                        lda,
                        from(b, at(transposeB, depth, column, ldb)),
                        ldb,
                        depth == 0 ? beta : 1,
                        from(c, at(false, row, column, ldc)),
                        ldc));
    }
}
