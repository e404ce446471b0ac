package io.ntk.tck.faulty;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;

/** A block that is right until a subclass gets something wrong. */
class FaultyMultiVector implements MultiVector {
    private final FaultySpace space;
    private final MultiVector right;

    FaultyMultiVector(FaultySpace space, MultiVector right) {
        this.space = space;
        this.right = right;
    }

    final MultiVector right() {
        return right;
    }

    private MultiVector rightOf(MultiVector y) {
        MultiVectors.requireSameSpace(this, y);
        return ((FaultyMultiVector) y).right;
    }

    @Override
    public VectorSpace space() {
        return space;
    }

    @Override
    public int columns() {
        return right.columns();
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        right.fill(distribution, seed, first);
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        right.setColumns(at, rightOf(y));
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        return space.block(right.copyColumns(from, to));
    }

    @Override
    public void scaleColumns(double[] factors) {
        right.scaleColumns(factors);
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        right.axpy(alpha, rightOf(y));
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        right.update(alpha, rightOf(y), c, beta);
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        return right.gram(rightOf(y));
    }

    @Override
    public double[] dots(MultiVector y) {
        return right.dots(rightOf(y));
    }

    @Override
    public void getColumn(int column, double[] out) {
        right.getColumn(column, out);
    }

    @Override
    public void setColumn(int column, double[] values) {
        right.setColumn(column, values);
    }

    @Override
    public void close() {
        right.close();
    }
}
