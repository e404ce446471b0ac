package io.ntk.api.spi;

/** Dense matrix products C ← beta · C + alpha · op(A) · op(B) on row-major heap arrays, at the speed of the engine's BLAS. */
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
     * @param a A, from {@code aAt} on, rows {@code lda} apart
     * @param aAt where A begins
     * @param lda the distance between rows of A
     * @param b B
     * @param bAt where B begins
     * @param ldb the distance between rows of B
     * @param beta a factor; with 0, C need not be initialised
     * @param c C, overwritten
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
            double[] a,
            int aAt,
            int lda,
            double[] b,
            int bAt,
            int ldb,
            double beta,
            double[] c,
            int cAt,
            int ldc);
}
