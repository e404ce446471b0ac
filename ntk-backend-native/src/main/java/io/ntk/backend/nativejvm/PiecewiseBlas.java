package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.backend.nativejvm.MatrixView.Window;
import java.nio.Buffer;

/**
 * A BLAS with kernels for small products. They read matrices where they lie, while the operands of a larger product are
 * copied into another order first, which takes time where one side of it is as short as a state is wide. So products are
 * cut into pieces that are small enough. Where that made none of the sizes of the sweeps faster, a product stays whole.
 */
final class PiecewiseBlas implements Blas {
    /** The most operations m · n · k of what OpenBLAS takes for small. */
    private static final double SMALL = 1e6;

    /** The widths of blocks are rounded to this many elements, the length of a vector register. */
    private static final int ROUND = 16;

    /** Pieces of A B with fewer rows, or of Aᵀ B with less depth, are not worth a call. */
    private static final int LEAST = 24;

    /** The most columns of a piece. */
    private static final int COLUMNS = 128;

    private static final Limits FLOAT32 = new Limits(144, 288, 288);
    private static final Limits FLOAT64 = new Limits(128, 128, 72);

    private final Blas whole;
    private final ThreadLocal<Pieces> pieces = ThreadLocal.withInitial(Pieces::new);

    PiecewiseBlas(Blas whole) {
        this.whole = whole;
    }

    /**
     * The largest inner dimension of A B, the same where rows of B and C begin at cache lines, and the largest m of Aᵀ
     * B for which pieces are faster: beyond, a piece of B leaves the first-level cache.
     */
    private record Limits(int depth, int alignedDepth, int rows) {
        static Limits of(Precision precision) {
            return precision == Precision.FLOAT32 ? FLOAT32 : FLOAT64;
        }

        /** The largest k of A B, given the leading dimensions of B and C. */
        int depth(int ldb, int ldc) {
            return (ldb | ldc) % ROUND == 0 ? alignedDepth : depth;
        }
    }

    /** How one thread cuts a product: the largest m, n and k of a piece, and the operands of the current one. */
    private static final class Pieces {
        private final Window a = new Window();
        private final Window b = new Window();
        private final Window c = new Window();
        private int m;
        private int n;
        private int k;

        private void cut(MatrixView a, MatrixView b, MatrixView c) {
            m = c.rows();
            n = c.columns();
            k = a.columns();
            Limits limits = Limits.of(c.memory().precision());
            int columns = share(n, (a.isTransposed() ? m : k) > limits.depth() ? COLUMNS / 2 : COLUMNS);
            if (a.isTransposed()) {
                int most = (int) (SMALL / ((double) m * columns));
                if (m <= limits.rows() && most >= LEAST) {
                    n = columns;
                    k = share(k, most);
                }
                return;
            }
            int most = (int) (SMALL / ((double) k * columns)) / ROUND * ROUND;
            if (k <= limits.depth(b.leadingDimension(), c.leadingDimension()) && most >= LEAST) {
                m = most;
                n = columns;
            }
        }

        /** The size of at most {@code most} that divides a total into nearly equal shares. */
        private static int share(int total, int most) {
            int shares = (total + most - 1) / most;
            int even = (total + shares - 1) / shares;
            return Math.min(most, (even + ROUND - 1) / ROUND * ROUND);
        }
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
    public long address(Buffer buffer) {
        return whole.address(buffer);
    }

    /** Takes all rows and depths of some columns before the next columns: those of B stay in the cache meanwhile. */
    @Override
    public void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
        double operations = (double) c.rows() * c.columns() * a.columns();
        if (b.isTransposed() || operations <= SMALL || c.columns() < ROUND) {
            whole.multiply(alpha, a, b, beta, c);
            return;
        }
        Pieces piece = pieces.get();
        piece.cut(a, b, c);
        for (int column = 0; column < c.columns(); column += piece.n) {
            int n = Math.min(piece.n, c.columns() - column);
            for (int row = 0; row < c.rows(); row += piece.m) {
                int m = Math.min(piece.m, c.rows() - row);
                for (int depth = 0; depth < a.columns(); depth += piece.k) {
                    int k = Math.min(piece.k, a.columns() - depth);
                    whole.multiply(
                            alpha,
                            piece.a.moveTo(a, row, depth, m, k),
                            piece.b.moveTo(b, depth, column, k, n),
                            depth == 0 ? beta : 1,
                            piece.c.moveTo(c, row, column, m, n));
                }
            }
        }
    }
}
