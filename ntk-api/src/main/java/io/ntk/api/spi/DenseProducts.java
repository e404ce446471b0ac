package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * Dense matrix products C ← α · A · B + β · C at the speed of the engine's BLAS. Operands lie in direct buffers because BLAS
 * libraries take addresses: a product of heap arrays would copy them whole, which costs more than the product where
 * matrices are slices of larger ones.
 *
 * <p>The three matrices of a product are all in float64 or all in float32, which takes half the time and memory.
 *
 * <p>A product runs on the thread that asks for it; products with different C may run on several threads at once.
 */
public abstract class DenseProducts {
    /**
     * C ← α · A · B + β · C.
     *
     * @param alpha α
     * @param a A {@code [m, k]}
     * @param b B {@code [k, n]}
     * @param beta β; with 0, what C holds before does not matter, not a number included
     * @param c C {@code [m, n]}, not transposed, sharing no element with A or B; overwritten
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the operands do not fit, or are of several precisions
     */
    public final void multiply(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c) {
        requireFit(a, b, c);
        multiplyFitting(alpha, a, b, beta, c);
    }

    /**
     * C_i ← α · A_i · B_i + β · C_i for each i: as many calls of {@link #multiply}, but faster where products are small.
     *
     * @param alpha α
     * @param a A_i
     * @param b B_i
     * @param beta β
     * @param c C_i, sharing no element with each other
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the operands do not fit, are not equally many, or are of several precisions
     */
    public final void multiplyEach(double alpha, DenseMatrices a, DenseMatrices b, double beta, DenseMatrices c) {
        requireFit(a.first(), b.first(), c.first());
        if (a.count() != c.count() || b.count() != c.count()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Products of " + a.count() + " and " + b.count() + " matrices cannot be stored in " + c.count()
                            + ".",
                    "Give equally many matrices on both sides and for the results.");
        }
        multiplyEachFitting(alpha, a, b, beta, c);
    }

    private static void requireFit(DenseMatrix a, DenseMatrix b, DenseMatrix c) {
        if (a.columns() != b.rows() || c.rows() != a.rows() || c.columns() != b.columns() || c.isTransposed()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A product of " + shape(a) + " and " + shape(b) + " cannot be stored in "
                            + (c.isTransposed() ? "the transpose of a matrix " : "") + shape(c) + ".",
                    "Give operands [m, k] and [k, n] and an untransposed result [m, n].");
        }
        if (a.precision() != c.precision() || b.precision() != c.precision()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A product of matrices in " + a.precision().label() + " and "
                            + b.precision().label() + " cannot be stored in "
                            + c.precision().label() + ".",
                    "Give all three matrices in one precision.");
        }
    }

    private static String shape(DenseMatrix matrix) {
        return "[" + matrix.rows() + ", " + matrix.columns() + "]";
    }

    /**
     * The product of operands that fit.
     *
     * @param alpha α
     * @param a A
     * @param b B
     * @param beta β
     * @param c C, not transposed
     */
    protected abstract void multiplyFitting(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c);

    /**
     * The products of operands that fit.
     *
     * @param alpha α
     * @param a A_i
     * @param b B_i
     * @param beta β
     * @param c C_i, not transposed
     */
    protected void multiplyEachFitting(double alpha, DenseMatrices a, DenseMatrices b, double beta, DenseMatrices c) {
        for (int i = 0; i < c.count(); i++) {
            multiplyFitting(alpha, a.get(i), b.get(i), beta, c.get(i));
        }
    }

    /** {@return how many threads may ask for products at once, at least 1} */
    public int threads() {
        return Runtime.getRuntime().availableProcessors();
    }
}
