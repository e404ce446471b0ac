package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Orthonormal vectors q₁, q₂, …, to which more are added a few at a time. They are kept in wide blocks whose last columns
 * are zero, because inner products with many narrow blocks would read everything else once for each block.
 */
final class GrowingBasis implements AutoCloseable {
    private static final int MAX_WIDTH = 64;

    private final VectorSpace space;
    private final int width;
    private final List<MultiVector> blocks = new ArrayList<>();
    private int size;

    /** Starts empty; {@code expected} ≥ 1 is the likely number of vectors, not a limit. */
    GrowingBasis(VectorSpace space, int expected) {
        this.space = space;
        int expectedBlocks = (expected + MAX_WIDTH - 1) / MAX_WIDTH;
        this.width = (expected + expectedBlocks - 1) / expectedBlocks;
    }

    /** How many vectors there are. */
    int size() {
        return size;
    }

    /** How many vectors the blocks hold, the zeros behind the last one included, once there are so many more. */
    int capacityFor(int more) {
        return (size + more + width - 1) / width * width;
    }

    /** Adds vectors that are orthonormal, to these and to each other. */
    void add(MultiVector vectors) {
        int done = 0;
        while (done < vectors.columns()) {
            int at = size % width;
            if (at == 0) {
                blocks.add(space.zeros(width));
            }
            int count = Math.min(width - at, vectors.columns() - done);
            MultiVector block = blocks.get(blocks.size() - 1);
            if (count == vectors.columns()) {
                block.setColumns(at, vectors);
            } else {
                try (MultiVector part = vectors.copyColumns(done, done + count)) {
                    block.setColumns(at, part);
                }
            }
            size += count;
            done += count;
        }
    }

    /** A copy of some of the first vectors, which are at most as many as were expected. */
    MultiVector columns(int from, int until) {
        return blocks.get(0).copyColumns(from, until);
    }

    /** QᵀX {@code [size, columns of X]}. */
    DMatrixRMaj coordinates(MultiVector x) {
        DMatrixRMaj all = new DMatrixRMaj(size, x.columns());
        for (int i = 0; i < blocks.size(); i++) {
            CommonOps_DDRM.insert(blocks.get(i).gram(filled(i), x), all, i * width, 0);
        }
        return all;
    }

    /** X ← X − QC for C {@code [size, columns of X]}. */
    void takeOutOf(MultiVector x, DMatrixRMaj coordinates) {
        for (int i = 0; i < blocks.size(); i++) {
            DMatrixRMaj part = new DMatrixRMaj(width, x.columns());
            int first = i * width;
            CommonOps_DDRM.extract(coordinates, first, Math.min(first + width, size), 0, x.columns(), part, 0, 0);
            x.update(-1, blocks.get(i), part, 1);
        }
    }

    /** X ← X − QQᵀX, block after block. */
    void takeOutOf(MultiVector x) {
        for (int i = 0; i < blocks.size(); i++) {
            DMatrixRMaj coordinates = blocks.get(i).gram(filled(i), x);
            // What follows are the coefficients of the zero columns.
            DMatrixRMaj all = new DMatrixRMaj(width, x.columns());
            CommonOps_DDRM.insert(coordinates, all, 0, 0);
            x.update(-1, blocks.get(i), all, 1);
        }
    }

    /** How many columns of a block are vectors of the basis. */
    private int filled(int block) {
        return Math.min(width, size - block * width);
    }

    @Override
    public void close() {
        blocks.forEach(MultiVector::close);
    }
}
