package io.ntk.spark;

import io.ntk.api.linalg.AbstractMultiVector;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;

/** A block on the driver's heap. */
final class DriverMultiVector extends AbstractMultiVector<DriverVectorSpace, Block> {
    DriverMultiVector(DriverVectorSpace space, Block storage) {
        super(space, storage.columns(), storage);
    }

    /** {@return the columns, which must not be modified while tasks use them} */
    Block block() {
        return storage();
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        block().fill(distribution, seed, first, 0);
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        Block x = block();
        Block source = storageOf(y);
        MultiVectors.requireRange(this, at, at + source.columns());
        x.setColumns(at, source);
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        Block x = block();
        MultiVectors.requireRange(this, from, to);
        return new DriverMultiVector(space(), x.copyColumns(from, to));
    }

    @Override
    public void scaleColumns(double[] factors) {
        Block x = block();
        MultiVectors.requireLength("array of column factors", factors.length, columns());
        x.scaleColumns(factors);
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        Block x = block();
        Block source = storageOf(y);
        MultiVectors.requireColumns(this, y);
        x.axpy(alpha, source);
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        Block x = block();
        Block source = storageOf(y);
        MultiVectors.requireCoefficients(this, y, c);
        // A block may be its own argument, of which every column must be read before any is written.
        x.update(alpha, x == source ? source.copy() : source, c, beta);
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        Block x = block();
        Block other = storageOf(y);
        return DMatrixRMaj.wrap(columns(), other.columns(), x.gram(other));
    }

    @Override
    public double[] dots(MultiVector y) {
        Block x = block();
        Block other = storageOf(y);
        MultiVectors.requireColumns(this, y);
        return x.dots(other);
    }

    @Override
    public void getColumn(int column, double[] out) {
        Block x = block();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, space().dimension());
        x.getColumn(column, out, 0);
    }

    @Override
    public void setColumn(int column, double[] values) {
        Block x = block();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, space().dimension());
        x.setColumn(column, values, 0);
    }
}
