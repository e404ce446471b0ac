package io.ntk.backend.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Matrix products by ND4J's BLAS. */
final class Products {
    private Products() {}

    /**
     * C ← alpha · A · B + beta · C. The BLAS is column-major: a row-major C costs it a copy three times as dear as the
     * product, so it is given Cᵀ ← Bᵀ Aᵀ, in which every operand is a column-major view.
     *
     * @param alpha a factor
     * @param a A, contiguous or the transpose of a contiguous matrix
     * @param b B, likewise
     * @param beta a factor
     * @param c C, row-major
     */
    static void multiply(double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Nd4j.getBlasWrapper().level3().gemm(b.transpose(), a.transpose(), c.transpose(), false, false, alpha, beta);
    }
}
