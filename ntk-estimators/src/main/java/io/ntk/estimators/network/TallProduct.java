package io.ntk.estimators.network;

import org.ejml.data.DMatrixRMaj;

/**
 * XᵀY of matrices with many more rows than columns. EJML reads all of Y for each column of X; here a block of its rows stays in the
 * cache meanwhile, which takes a third of the time.
 */
final class TallProduct {
    /** Rows that stay in the cache together. */
    private static final int BLOCK = 64;

    private TallProduct() {}

    /** {@return XᵀY {@code [columns of x, columns of y]}, for equally many rows} */
    static DMatrixRMaj of(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = new DMatrixRMaj(x.numCols, y.numCols);
        for (int first = 0; first < x.numRows; first += BLOCK) {
            int end = Math.min(first + BLOCK, x.numRows);
            for (int column = 0; column < x.numCols; column++) {
                add(x, y, first, end, column, product.data);
            }
        }
        return product;
    }

    /** Adds what some rows contribute to one row of the product, four of them at a time. */
    private static void add(DMatrixRMaj x, DMatrixRMaj y, int first, int end, int column, double[] product) {
        double[] a = x.data;
        double[] b = y.data;
        int width = y.numCols;
        int at = column * width;
        int row = first;
        for (; row + 4 <= end; row += 4) {
            double a0 = a[row * x.numCols + column];
            double a1 = a[(row + 1) * x.numCols + column];
            double a2 = a[(row + 2) * x.numCols + column];
            double a3 = a[(row + 3) * x.numCols + column];
            int b0 = row * width;
            int b1 = b0 + width;
            int b2 = b1 + width;
            int b3 = b2 + width;
            for (int j = 0; j < width; j++) {
                product[at + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
            }
        }
        for (; row < end; row++) {
            double a0 = a[row * x.numCols + column];
            for (int j = 0; j < width; j++) {
                product[at + j] += a0 * b[row * width + j];
            }
        }
    }
}
