package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Orthonormal vectors q₁, q₂, …, to which more are added a few at a time. They are kept in wide blocks whose last columns
 * are zero, because inner products with many narrow blocks would read everything else as many times.
 */
final class GrowingBasis implements AutoCloseable {
    private static final int WIDTH = 64;

    private final VectorSpace space;
    private final List<MultiVector> blocks = new ArrayList<>();
    private int size;

    GrowingBasis(VectorSpace space) {
        this.space = space;
    }

    /** How many vectors there are. */
    int size() {
        return size;
    }

    /** Adds vectors that are orthonormal, to these and to each other. */
    void add(MultiVector vectors) {
        int done = 0;
        while (done < vectors.columns()) {
            int at = size % WIDTH;
            if (at == 0) {
                blocks.add(space.zeros(WIDTH));
            }
            int count = Math.min(WIDTH - at, vectors.columns() - done);
            try (MultiVector part = vectors.copyColumns(done, done + count)) {
                blocks.get(blocks.size() - 1).setColumns(at, part);
            }
            size += count;
            done += count;
        }
    }

    /** QᵀX {@code [size, columns of X]}. */
    DMatrixRMaj coordinates(MultiVector x) {
        DMatrixRMaj all = new DMatrixRMaj(size, x.columns());
        for (int i = 0; i < blocks.size(); i++) {
            DMatrixRMaj inside = blocks.get(i).gram(x);
            int rows = Math.min(WIDTH, size - i * WIDTH);
            CommonOps_DDRM.extract(inside, 0, rows, 0, x.columns(), all, i * WIDTH, 0);
        }
        return all;
    }

    /** X ← X − QQᵀX. */
    void takeOutOf(MultiVector x) {
        for (MultiVector block : blocks) {
            x.axpy(-1, block, block.gram(x));
        }
    }

    @Override
    public void close() {
        blocks.forEach(MultiVector::close);
    }
}
