package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.linalg.PresentRows;
import io.ntk.api.random.ProbeDistribution;
import java.io.Serializable;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A range of consecutive elements of k vectors on the heap, one array for each column: a shard's part of a block, or a
 * whole block of parameters. Sums are accumulated in float64, tile by tile.
 */
final class Block implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The number of elements in a tile. Tiles of two blocks of a hundred columns fit in the second-level cache. */
    private static final int TILE = 512;

    private final int length;
    private final float[][] narrow;
    private final double[][] wide;

    private Block(int length, float[][] narrow, double[][] wide) {
        this.length = length;
        this.narrow = narrow;
        this.wide = wide;
    }

    static Block zeros(Precision precision, int columns, int length) {
        return precision == Precision.FLOAT32
                ? new Block(length, new float[columns][length], new double[0][])
                : new Block(length, new float[0][], new double[columns][length]);
    }

    private boolean isNarrow() {
        return narrow.length > 0;
    }

    int columns() {
        return isNarrow() ? narrow.length : wide.length;
    }

    int length() {
        return length;
    }

    private Precision precision() {
        return isNarrow() ? Precision.FLOAT32 : Precision.FLOAT64;
    }

    /** Fills column j with probe {@code first + j}. This block holds its elements from {@code firstElement} on. */
    void fill(ProbeDistribution distribution, long seed, long first, int firstElement) {
        for (int j = 0; j < columns(); j++) {
            if (isNarrow()) {
                distribution.fill(seed, first + j, firstElement, narrow[j], 0, length);
            } else {
                distribution.fill(seed, first + j, firstElement, wide[j], 0, length);
            }
        }
    }

    /** The same, but zero where nothing is present. */
    void fill(ProbeDistribution distribution, long seed, long first, int firstElement, PresentRows present) {
        for (int j = 0; j < columns(); j++) {
            if (isNarrow()) {
                present.draw(distribution, seed, first + j, firstElement, narrow[j], 0, length);
            } else {
                present.draw(distribution, seed, first + j, firstElement, wide[j], 0, length);
            }
        }
    }

    /** Copies a column to {@code out}, starting at index {@code at}. */
    void getColumn(int column, double[] out, int at) {
        load(column, 0, length, out, at);
    }

    /** Sets a column from {@code values}, starting at index {@code at}, and rounds to the precision of the storage. */
    void setColumn(int column, double[] values, int at) {
        store(column, 0, length, values, at);
    }

    private void load(int column, int from, int count, double[] out, int at) {
        if (isNarrow()) {
            for (int i = 0; i < count; i++) {
                out[at + i] = narrow[column][from + i];
            }
        } else {
            System.arraycopy(wide[column], from, out, at, count);
        }
    }

    private void store(int column, int from, int count, double[] values, int at) {
        if (isNarrow()) {
            for (int i = 0; i < count; i++) {
                narrow[column][from + i] = (float) values[at + i];
            }
        } else {
            System.arraycopy(values, at, wide[column], from, count);
        }
    }

    Block copyColumns(int from, int to) {
        Block copy = zeros(precision(), to - from, length);
        for (int j = from; j < to; j++) {
            copy.copyColumn(j - from, this, j);
        }
        return copy;
    }

    Block copy() {
        return copyColumns(0, columns());
    }

    /** Overwrites columns, starting at column {@code at}. */
    void setColumns(int at, Block y) {
        for (int j = 0; j < y.columns(); j++) {
            copyColumn(at + j, y, j);
        }
    }

    private void copyColumn(int to, Block y, int from) {
        if (isNarrow()) {
            System.arraycopy(y.narrow[from], 0, narrow[to], 0, length);
        } else {
            System.arraycopy(y.wide[from], 0, wide[to], 0, length);
        }
    }

    void scaleColumns(double[] factors) {
        double[] tile = new double[TILE];
        for (int j = 0; j < columns(); j++) {
            for (int from = 0; from < length; from += TILE) {
                int count = Math.min(TILE, length - from);
                load(j, from, count, tile, 0);
                for (int i = 0; i < count; i++) {
                    tile[i] *= factors[j];
                }
                store(j, from, count, tile, 0);
            }
        }
    }

    /** X ← X + alpha Y. */
    void axpy(double alpha, Block y) {
        double[] sum = new double[TILE];
        double[] addend = new double[TILE];
        for (int j = 0; j < columns(); j++) {
            for (int from = 0; from < length; from += TILE) {
                int count = Math.min(TILE, length - from);
                load(j, from, count, sum, 0);
                y.load(j, from, count, addend, 0);
                for (int i = 0; i < count; i++) {
                    sum[i] += alpha * addend[i];
                }
                store(j, from, count, sum, 0);
            }
        }
    }

    /** X ← alpha Y C + beta X. */
    void update(double alpha, Block y, DMatrixRMaj c, double beta) {
        DMatrixRMaj sum = new DMatrixRMaj(columns(), TILE);
        DMatrixRMaj addend = new DMatrixRMaj(y.columns(), TILE);
        for (int from = 0; from < length; from += TILE) {
            int count = Math.min(TILE, length - from);
            y.loadTile(from, count, addend);
            if (beta == 0) {
                sum.reshape(columns(), count);
                CommonOps_DDRM.multTransA(alpha, c, addend, sum);
            } else {
                loadTile(from, count, sum);
                CommonOps_DDRM.scale(beta, sum);
                CommonOps_DDRM.multAddTransA(alpha, c, addend, sum);
            }
            for (int j = 0; j < columns(); j++) {
                store(j, from, count, sum.data, j * count);
            }
        }
    }

    /** {@return XᵀY, row-major} */
    double[] gram(Block y) {
        DMatrixRMaj gram = new DMatrixRMaj(columns(), y.columns());
        DMatrixRMaj left = new DMatrixRMaj(columns(), TILE);
        DMatrixRMaj right = new DMatrixRMaj(y.columns(), TILE);
        for (int from = 0; from < length; from += TILE) {
            int count = Math.min(TILE, length - from);
            loadTile(from, count, left);
            y.loadTile(from, count, right);
            CommonOps_DDRM.multAddTransB(left, right, gram);
        }
        return gram.data;
    }

    /** Loads elements {@code from} to {@code from + count − 1} of each column into a row of the tile. */
    private void loadTile(int from, int count, DMatrixRMaj tile) {
        tile.reshape(columns(), count);
        for (int j = 0; j < columns(); j++) {
            load(j, from, count, tile.data, j * count);
        }
    }

    /** {@return ⟨x_j, y_j⟩ for each column} */
    double[] dots(Block y) {
        double[] dots = new double[columns()];
        double[] left = new double[TILE];
        double[] right = new double[TILE];
        for (int j = 0; j < dots.length; j++) {
            for (int from = 0; from < length; from += TILE) {
                int count = Math.min(TILE, length - from);
                load(j, from, count, left, 0);
                y.load(j, from, count, right, 0);
                double sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += left[i] * right[i];
                }
                dots[j] += sum;
            }
        }
        return dots;
    }

    /** {@return columns {@code from} to {@code to − 1}} */
    double[][] toArrays(int from, int to) {
        double[][] values = new double[to - from][length];
        for (int j = from; j < to; j++) {
            getColumn(j, values[j - from], 0);
        }
        return values;
    }

    /** {@return the columns, concatenated} */
    double[] toArray() {
        double[] all = new double[Math.multiplyExact(columns(), length)];
        for (int j = 0; j < columns(); j++) {
            getColumn(j, all, j * length);
        }
        return all;
    }

    @Override
    public String toString() {
        return precision().label() + " " + Arrays.asList(columns(), length);
    }
}
