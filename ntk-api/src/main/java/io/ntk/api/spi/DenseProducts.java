package io.ntk.api.spi;

import java.nio.DoubleBuffer;

/**
 * Dense matrix products C ← beta · C + alpha · op(A) · op(B) on row-major matrices in direct buffers, at the speed of the
 * engine's BLAS. Direct because BLAS libraries take addresses: a product of heap arrays would copy them whole, which
 * costs more than the product where matrices are slices of larger ones.
 *
 * <p>Positions and limits of the buffers are ignored and left alone: places are counted from the buffers' first element.
 * A product runs on the thread that asks for it; products with different C may run on several threads at once.
 */
public interface DenseProducts {
    /**
     * The product.
     *
     * @param transposeA whether op(A) is Aᵀ
     * @param transposeB whether op(B) is Bᵀ
     * @param m rows of C
     * @param n columns of C
     * @param k the size summed over
     * @param alpha a factor
     * @param a A, a direct buffer in native byte order
     * @param aAt where A begins
     * @param lda the distance between rows of A
     * @param b B, a direct buffer in native byte order
     * @param bAt where B begins
     * @param ldb the distance between rows of B
     * @param beta a factor; with 0, C need not be initialised
     * @param c C, a direct buffer in native byte order; overwritten
     * @param cAt where C begins
     * @param ldc the distance between rows of C
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoubleBuffer a,
            int aAt,
            int lda,
            DoubleBuffer b,
            int bAt,
            int ldb,
            double beta,
            DoubleBuffer c,
            int cAt,
            int ldc);

    /** {@return how many threads may ask for products at once, at least 1} */
    default int threads() {
        return Runtime.getRuntime().availableProcessors();
    }
}
