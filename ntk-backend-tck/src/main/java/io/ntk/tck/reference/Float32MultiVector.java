package io.ntk.tck.reference;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;

/** A block of a {@link Float32Space}: a float64 block that holds float32 numbers only. */
record Float32MultiVector(Float32Space space, MultiVector base) implements MultiVector {
    private MultiVector sameSpace(MultiVector y) {
        MultiVectors.requireSameSpace(this, y);
        return ((Float32MultiVector) y).base;
    }

    private void round() {
        for (int j = 0; j < columns(); j++) {
            base.setColumn(j, rounded(base.toArray(j)));
        }
    }

    private static double[] rounded(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    @Override
    public int columns() {
        return base.columns();
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        base.fill(distribution, seed, first);
        round();
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        base.setColumns(at, sameSpace(y));
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        return new Float32MultiVector(space, base.copyColumns(from, to));
    }

    @Override
    public void scaleColumns(double[] factors) {
        base.scaleColumns(factors);
        round();
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        base.axpy(alpha, sameSpace(y));
        round();
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        MultiVectors.requireCoefficients(this, y, c);
        base.update(alpha, sameSpace(y), c, beta);
        round();
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        return base.gram(sameSpace(y));
    }

    @Override
    public double[] dots(MultiVector y) {
        return base.dots(sameSpace(y));
    }

    @Override
    public void getColumn(int column, double[] out) {
        base.getColumn(column, out);
    }

    @Override
    public void setColumn(int column, double[] values) {
        base.setColumn(column, rounded(values));
    }

    @Override
    public void close() {
        base.close();
    }
}
