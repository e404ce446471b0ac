package io.ntk.backend.nd4j;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractMultiVector;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.random.ProbeDistribution;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Columns one after another, each row-major in the axes of the space: an array {@code [k, n]}. */
final class Nd4jMultiVector extends AbstractMultiVector<Nd4jVectorSpace, INDArray> {
    /** Elements converted to float64 at a time for a Gram matrix: enough for the BLAS, little enough for the cache. */
    private static final int GRAM_CHUNK = 1 << 12;

    private final Storage elements;
    private final int dimension;

    /** Takes over a vector of all elements, from the pool of the space. */
    Nd4jMultiVector(Nd4jVectorSpace space, int columns, INDArray vector) {
        super(space, columns, vector);
        this.elements = new Storage(space.precision());
        this.dimension = Math.toIntExact(space.dimension());
    }

    /** {@return a view {@code [k, n]} of the storage, which stays the block's own} */
    INDArray array() {
        return rows(storage(), 0, columns());
    }

    private long start(int column) {
        return (long) column * dimension;
    }

    private INDArray rows(INDArray of, int from, int count) {
        return Views.matrix(of, start(from), count, dimension);
    }

    private INDArray row(INDArray of, int column) {
        return Views.of(of, start(column), new long[] {dimension}, 1);
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        INDArray x = storage();
        if (space().precision() == Precision.FLOAT32) {
            float[] column = new float[dimension];
            for (int j = 0; j < columns(); j++) {
                space().shape().draw(distribution, seed, first + j, 0, column, 0, dimension);
                Storage.floats(x, start(j), dimension).put(column);
            }
        } else {
            double[] column = new double[dimension];
            for (int j = 0; j < columns(); j++) {
                space().shape().draw(distribution, seed, first + j, 0, column, 0, dimension);
                elements.write(x, start(j), column);
            }
        }
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        INDArray x = storage();
        INDArray source = storageOf(y);
        MultiVectors.requireRange(this, at, at + y.columns());
        if (y != this) {
            rows(x, at, y.columns()).assign(rows(source, 0, y.columns()));
        }
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        INDArray x = storage();
        MultiVectors.requireRange(this, from, to);
        Nd4jMultiVector copy = space().uninitialized(to - from);
        copy.array().assign(rows(x, from, to - from));
        return copy;
    }

    @Override
    public void scaleColumns(double[] factors) {
        INDArray x = storage();
        MultiVectors.requireLength("array of column factors", factors.length, columns());
        for (int j = 0; j < columns(); j++) {
            row(x, j).muli(factors[j]);
        }
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        INDArray x = storage();
        INDArray source = storageOf(y);
        MultiVectors.requireColumns(this, y);
        for (int j = 0; j < columns(); j++) {
            Nd4j.getBlasWrapper().level1().axpy(dimension, alpha, row(source, j), row(x, j));
        }
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        INDArray x = array();
        INDArray source = storageOf(y);
        MultiVectors.requireCoefficients(this, y, c);
        if (y == this) {
            try (MultiVector copy = copy()) {
                update(alpha, copy, c, beta);
            }
            return;
        }
        INDArray coefficients = elements.of(rowMajor(c), c.getNumRows(), c.getNumCols());
        try {
            Products.multiply(alpha, coefficients.transpose(), rows(source, 0, y.columns()), beta, x);
        } finally {
            coefficients.close();
        }
    }

    private static double[] rowMajor(DMatrixRMaj c) {
        return Arrays.copyOf(c.getData(), c.getNumElements());
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        INDArray x = array();
        INDArray other = storageOf(y);
        DMatrixRMaj gram = new DMatrixRMaj(columns(), y.columns());
        Storage wide = new Storage(Precision.FLOAT64);
        INDArray sums = wide.zeros(columns(), y.columns());
        try {
            if (space().precision() == Precision.FLOAT64) {
                Products.multiply(1, x, rows(other, 0, y.columns()).transpose(), 0, sums);
            } else {
                accumulateGram(wide, x, other, y.columns(), sums);
            }
            wide.read(sums, 0, gram.getData());
        } finally {
            sums.close();
        }
        return gram;
    }

    private void accumulateGram(Storage wide, INDArray x, INDArray y, int yColumns, INDArray sums) {
        int chunk = Math.min(GRAM_CHUNK, dimension);
        INDArray wideX = wide.uninitialized(columns(), chunk);
        INDArray wideY = wide.uninitialized(yColumns, chunk);
        try {
            for (int at = 0; at < dimension; at += chunk) {
                int count = Math.min(chunk, dimension - at);
                INDArray xs = Views.matrix(wideX, 0, columns(), count);
                INDArray ys = Views.matrix(wideY, 0, yColumns, count);
                xs.assign(Views.of(x, at, new long[] {columns(), count}, dimension, 1));
                ys.assign(Views.of(y, at, new long[] {yColumns, count}, dimension, 1));
                Products.multiply(1, xs, ys.transpose(), 1, sums);
            }
        } finally {
            wideX.close();
            wideY.close();
        }
    }

    @Override
    public double[] dots(MultiVector y) {
        INDArray x = storage();
        INDArray other = storageOf(y);
        MultiVectors.requireColumns(this, y);
        double[] dots = new double[columns()];
        for (int j = 0; j < columns(); j++) {
            dots[j] = space().precision() == Precision.FLOAT32
                    ? dot(Storage.floats(x, start(j), dimension), Storage.floats(other, start(j), dimension))
                    : dot(Storage.doubles(x, start(j), dimension), Storage.doubles(other, start(j), dimension));
        }
        return dots;
    }

    /** ND4J's dot accumulates in the precision of its arguments. Four sums, since one would wait for each addition. */
    private static double dot(FloatBuffer x, FloatBuffer y) {
        int n = x.remaining();
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += (double) x.get(i) * y.get(i);
            b += (double) x.get(i + 1) * y.get(i + 1);
            c += (double) x.get(i + 2) * y.get(i + 2);
            d += (double) x.get(i + 3) * y.get(i + 3);
        }
        for (; i < n; i++) {
            a += (double) x.get(i) * y.get(i);
        }
        return (a + b) + (c + d);
    }

    private static double dot(DoubleBuffer x, DoubleBuffer y) {
        int n = x.remaining();
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x.get(i) * y.get(i);
            b += x.get(i + 1) * y.get(i + 1);
            c += x.get(i + 2) * y.get(i + 2);
            d += x.get(i + 3) * y.get(i + 3);
        }
        for (; i < n; i++) {
            a += x.get(i) * y.get(i);
        }
        return (a + b) + (c + d);
    }

    @Override
    public double[][] pairDots(MultiVector y) {
        INDArray x = storage();
        INDArray other = storageOf(y);
        MultiVectors.requireColumns(this, y);
        double[][] dots = new double[3][columns()];
        for (int j = 0; j < columns(); j++) {
            double[] sums = space().precision() == Precision.FLOAT32
                    ? pair(Storage.floats(x, start(j), dimension), Storage.floats(other, start(j), dimension))
                    : pair(Storage.doubles(x, start(j), dimension), Storage.doubles(other, start(j), dimension));
            for (int i = 0; i < 3; i++) {
                dots[i][j] = sums[i];
            }
        }
        return dots;
    }

    private static double[] pair(FloatBuffer x, FloatBuffer y) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.remaining(); i++) {
            double a = x.get(i);
            double b = y.get(i);
            xx += a * a;
            xy += a * b;
            yy += b * b;
        }
        return new double[] {xx, xy, yy};
    }

    private static double[] pair(DoubleBuffer x, DoubleBuffer y) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.remaining(); i++) {
            double a = x.get(i);
            double b = y.get(i);
            xx += a * a;
            xy += a * b;
            yy += b * b;
        }
        return new double[] {xx, xy, yy};
    }

    @Override
    public void getColumn(int column, double[] out) {
        INDArray x = storage();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, dimension);
        elements.read(x, start(column), out);
    }

    @Override
    public void setColumn(int column, double[] values) {
        INDArray x = storage();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, dimension);
        elements.write(x, start(column), values);
    }

    @Override
    public void assemble(List<MultiVector> parts, List<RowPlaces> places) {
        if (isBeyondBuffers()) {
            super.assemble(parts, places);
            return;
        }
        storage().assign(0);
        for (int i = 0; i < parts.size(); i++) {
            Nd4jMultiVector part = (Nd4jMultiVector) parts.get(i);
            for (int j = 0; j < columns(); j++) {
                ByteBuffer to = bytes(j);
                ByteBuffer from = part.bytes(j);
                places.get(i).forEachStretch((source, target, length) -> copy(from, source, to, target, length));
            }
        }
    }

    @Override
    public void extract(MultiVector whole, RowPlaces places) {
        if (isBeyondBuffers()) {
            super.extract(whole, places);
            return;
        }
        storage().assign(0);
        for (int j = 0; j < columns(); j++) {
            ByteBuffer to = bytes(j);
            ByteBuffer from = ((Nd4jMultiVector) whole).bytes(j);
            places.forEachStretch((target, source, length) -> copy(from, source, to, target, length));
        }
    }

    /** A buffer addresses 2 GiB. */
    private boolean isBeyondBuffers() {
        return (long) dimension * space().precision().bytes() > Integer.MAX_VALUE;
    }

    private ByteBuffer bytes(int column) {
        return elements.bytes(storage(), start(column), dimension);
    }

    private void copy(ByteBuffer from, int source, ByteBuffer to, int target, int length) {
        int bytes = space().precision().bytes();
        to.put(target * bytes, from, source * bytes, length * bytes);
    }

    @Override
    protected void free(INDArray freed) {
        space().pool().give(freed);
    }
}
