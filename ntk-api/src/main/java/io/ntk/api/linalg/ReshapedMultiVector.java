package io.ntk.api.linalg;

import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;

/** A block seen as a block of a {@link ReshapedSpace}. */
record ReshapedMultiVector(ReshapedSpace space, MultiVector base) implements MultiVector {
    private MultiVector sameSpace(MultiVector y) {
        MultiVectors.requireSameSpace(this, y);
        return ReshapedSpace.unwrap(y);
    }

    @Override
    public int columns() {
        return base.columns();
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        base.fill(distribution, seed, first);
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        base.setColumns(at, sameSpace(y));
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        return new ReshapedMultiVector(space, base.copyColumns(from, to));
    }

    @Override
    public void scaleColumns(double[] factors) {
        base.scaleColumns(factors);
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        base.axpy(alpha, sameSpace(y));
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        base.update(alpha, sameSpace(y), c, beta);
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        return base.gram(sameSpace(y));
    }

    @Override
    public DMatrixRMaj gram(int count, MultiVector y) {
        return base.gram(count, sameSpace(y));
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
        base.setColumn(column, values);
    }

    @Override
    public double[][] toArrays() {
        return base.toArrays();
    }

    @Override
    public void setArrays(double[][] values) {
        base.setArrays(values);
    }

    @Override
    public void close() {
        base.close();
    }
}
