package io.ntk.api.linalg;

import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;

/** An array for each column. */
final class HeapMultiVector extends AbstractMultiVector<HeapVectorSpace, double[][]> {
    HeapMultiVector(HeapVectorSpace space, double[][] columns) {
        super(space, columns.length, columns);
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        double[][] x = storage();
        for (int j = 0; j < columns(); j++) {
            space().shape().draw(distribution, seed, first + j, 0, x[j], 0, x[j].length);
        }
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        double[][] x = storage();
        double[][] source = storageOf(y);
        MultiVectors.requireRange(this, at, at + source.length);
        for (int j = 0; j < source.length; j++) {
            System.arraycopy(source[j], 0, x[at + j], 0, source[j].length);
        }
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        double[][] x = storage();
        MultiVectors.requireRange(this, from, to);
        double[][] copy = new double[to - from][];
        for (int j = from; j < to; j++) {
            copy[j - from] = x[j].clone();
        }
        return new HeapMultiVector(space(), copy);
    }

    @Override
    public void scaleColumns(double[] factors) {
        double[][] x = storage();
        MultiVectors.requireLength("array of column factors", factors.length, columns());
        for (int j = 0; j < columns(); j++) {
            for (int i = 0; i < x[j].length; i++) {
                x[j][i] *= factors[j];
            }
        }
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        double[][] x = storage();
        double[][] source = storageOf(y);
        MultiVectors.requireColumns(this, y);
        for (int j = 0; j < columns(); j++) {
            addScaled(x[j], alpha, source[j]);
        }
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        double[][] x = storage();
        double[][] source = storageOf(y);
        MultiVectors.requireCoefficients(this, y, c);
        double[][] product = new double[columns()][Math.toIntExact(space().dimension())];
        for (int j = 0; j < columns(); j++) {
            for (int i = 0; i < source.length; i++) {
                addScaled(product[j], alpha * c.get(i, j), source[i]);
            }
        }
        for (int j = 0; j < columns(); j++) {
            if (beta != 0) {
                addScaled(product[j], beta, x[j]);
            }
            System.arraycopy(product[j], 0, x[j], 0, x[j].length);
        }
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        double[][] x = storage();
        double[][] other = storageOf(y);
        DMatrixRMaj gram = new DMatrixRMaj(columns(), other.length);
        boolean symmetric = x == other;
        for (int i = 0; i < columns(); i++) {
            int j = symmetric ? i : 0;
            for (; j + 4 <= other.length; j += 4) {
                fourDots(x[i], other, j, gram.data, i * other.length + j);
            }
            for (; j < other.length; j++) {
                gram.set(i, j, dot(x[i], other[j]));
            }
            for (int k = 0; symmetric && k < i; k++) {
                gram.set(i, k, gram.get(k, i));
            }
        }
        return gram;
    }

    @Override
    public double[] dots(MultiVector y) {
        double[][] x = storage();
        double[][] other = storageOf(y);
        MultiVectors.requireColumns(this, y);
        double[] dots = new double[columns()];
        for (int j = 0; j < columns(); j++) {
            dots[j] = dot(x[j], other[j]);
        }
        return dots;
    }

    @Override
    public void getColumn(int column, double[] out) {
        double[][] x = storage();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, space().dimension());
        System.arraycopy(x[column], 0, out, 0, out.length);
    }

    @Override
    public void setColumn(int column, double[] values) {
        double[][] x = storage();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, space().dimension());
        System.arraycopy(values, 0, x[column], 0, values.length);
    }

    private static void addScaled(double[] x, double alpha, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += alpha * y[i];
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** Four sums at a time, each in the order of {@link #dot}: one alone would wait for every addition. */
    private static void fourDots(double[] x, double[][] y, int first, double[] out, int at) {
        double[] y0 = y[first];
        double[] y1 = y[first + 1];
        double[] y2 = y[first + 2];
        double[] y3 = y[first + 3];
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int i = 0; i < x.length; i++) {
            sum0 += x[i] * y0[i];
            sum1 += x[i] * y1[i];
            sum2 += x[i] * y2[i];
            sum3 += x[i] * y3[i];
        }
        out[at] = sum0;
        out[at + 1] = sum1;
        out[at + 2] = sum2;
        out[at + 3] = sum3;
    }
}
