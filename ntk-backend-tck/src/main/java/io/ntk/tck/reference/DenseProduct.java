package io.ntk.tck.reference;

import org.ejml.data.DMatrixRMaj;

/**
 * Products of a matrix and a vector, in plain Java. Four rows at a time, since a single sum waits for each addition; every
 * element is the sum of its terms in their order.
 */
final class DenseProduct {
    private static final int ROWS = 4;

    private DenseProduct() {}

    /** {@return A x} */
    static double[] of(DMatrixRMaj matrix, double[] x) {
        double[] a = matrix.data;
        double[] y = new double[matrix.numRows];
        int i = 0;
        for (; i + ROWS <= y.length; i += ROWS) {
            int row0 = i * x.length;
            int row1 = row0 + x.length;
            int row2 = row1 + x.length;
            int row3 = row2 + x.length;
            double sum0 = 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            for (int j = 0; j < x.length; j++) {
                double xj = x[j];
                sum0 += a[row0 + j] * xj;
                sum1 += a[row1 + j] * xj;
                sum2 += a[row2 + j] * xj;
                sum3 += a[row3 + j] * xj;
            }
            y[i] = sum0;
            y[i + 1] = sum1;
            y[i + 2] = sum2;
            y[i + 3] = sum3;
        }
        for (; i < y.length; i++) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += a[i * x.length + j] * x[j];
            }
            y[i] = sum;
        }
        return y;
    }

    /** {@return Aᵀ x} */
    static double[] ofTranspose(DMatrixRMaj matrix, double[] x) {
        double[] a = matrix.data;
        double[] y = new double[matrix.numCols];
        int i = 0;
        for (; i + ROWS <= x.length; i += ROWS) {
            int row0 = i * y.length;
            int row1 = row0 + y.length;
            int row2 = row1 + y.length;
            int row3 = row2 + y.length;
            double x0 = x[i];
            double x1 = x[i + 1];
            double x2 = x[i + 2];
            double x3 = x[i + 3];
            for (int j = 0; j < y.length; j++) {
                y[j] = y[j] + a[row0 + j] * x0 + a[row1 + j] * x1 + a[row2 + j] * x2 + a[row3 + j] * x3;
            }
        }
        for (; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += a[i * y.length + j] * x[i];
            }
        }
        return y;
    }
}
