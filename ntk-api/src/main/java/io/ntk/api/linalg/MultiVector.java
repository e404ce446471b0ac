package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.ProbeDistribution;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A block X of k vectors of one {@link VectorSpace}, the columns of an n × k matrix. The engine owns the storage.
 *
 * <p>Small results (k × k matrices, k inner products) come back to the heap, accumulated in float64 whatever the storage.
 * A method that takes another block throws {@link NtkException} ({@code SPACE_MISMATCH}) if it is of another
 * space, ({@code SHAPE_MISMATCH}) if its number of columns does not fit, and ({@code CLOSED}) after either was closed.
 * Arguments are never modified. A block may be used from one thread at a time.
 */
public interface MultiVector extends AutoCloseable {
    /** {@return the space of the columns} */
    VectorSpace space();

    /** {@return the number of columns k} */
    int columns();

    /**
     * Overwrites every column with a random vector, in which elements that are not present are zero.
     *
     * @param distribution of an element
     * @param seed the seed
     * @param first the probe index of column 0
     */
    void fill(ProbeDistribution distribution, long seed, long first);

    /**
     * X ← Y.
     *
     * @param y a block with the columns of X
     */
    default void set(MultiVector y) {
        MultiVectors.requireColumns(this, y);
        setColumns(0, y);
    }

    /**
     * X[:, at … at + y.columns) ← Y.
     *
     * @param at the first column to overwrite
     * @param y a block that fits there
     */
    void setColumns(int at, MultiVector y);

    /**
     * {@return a copy of columns {@code from} to {@code to − 1}; the caller closes it}
     *
     * @param from first column
     * @param to column after the last
     */
    MultiVector copyColumns(int from, int to);

    /** {@return a copy of all columns; the caller closes it} */
    default MultiVector copy() {
        return copyColumns(0, columns());
    }

    /**
     * X ← X · diag(factors).
     *
     * @param factors one for each column
     */
    void scaleColumns(double[] factors);

    /**
     * X ← factor · X.
     *
     * @param factor a number
     */
    default void scale(double factor) {
        double[] factors = new double[columns()];
        Arrays.fill(factors, factor);
        scaleColumns(factors);
    }

    /**
     * X ← X + alpha · Y.
     *
     * @param alpha a number
     * @param y a block with the columns of X
     */
    void axpy(double alpha, MultiVector y);

    /**
     * X ← alpha · Y · C + beta · X.
     *
     * @param alpha a number
     * @param y a block; may be X
     * @param c a matrix {@code [y.columns, k]}
     * @param beta a number; with 0, X is overwritten whatever it holds, not a number included
     */
    void update(double alpha, MultiVector y, DMatrixRMaj c, double beta);

    /**
     * {@return X · C; the caller closes it}
     *
     * @param c a matrix {@code [k, columns of the result]}
     */
    default MultiVector times(DMatrixRMaj c) {
        MultiVector result = space().uninitialized(c.getNumCols());
        try {
            result.update(1, this, c, 0);
        } catch (RuntimeException | Error e) {
            result.close();
            throw e;
        }
        return result;
    }

    /**
     * {@return XᵀY, {@code [k, y.columns]}}
     *
     * @param y a block of the same space
     */
    DMatrixRMaj gram(MultiVector y);

    /**
     * {@return the first rows of XᵀY, {@code [count, y.columns]}} An engine may leave the other columns of X unread.
     *
     * @param count how many of the first columns of X
     * @param y a block of the same space
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if there are not so many columns, or none is asked for
     */
    default DMatrixRMaj gram(int count, MultiVector y) {
        MultiVectors.requireRange(this, 0, count);
        DMatrixRMaj all = gram(y);
        return new DMatrixRMaj(count, all.getNumCols(), true, Arrays.copyOf(all.data, count * all.getNumCols()));
    }

    /**
     * {@return ⟨x_j, y_j⟩ for each column j}
     *
     * @param y a block with the columns of X
     */
    double[] dots(MultiVector y);

    /**
     * The inner products from which norms of two blocks and angles between their columns follow, in one pass over both
     * where the engine can.
     *
     * @param y a block with the columns of X
     * @return three rows: ⟨x_j, x_j⟩, ⟨x_j, y_j⟩ and ⟨y_j, y_j⟩ for each column j
     */
    default double[][] pairDots(MultiVector y) {
        return new double[][] {dots(this), dots(y), y.dots(y)};
    }

    /** {@return ‖x_j‖₂ for each column j} */
    default double[] norms() {
        double[] squares = dots(this);
        for (int j = 0; j < squares.length; j++) {
            squares[j] = Math.sqrt(squares[j]);
        }
        return squares;
    }

    /**
     * Copies a column out.
     *
     * @param column its index
     * @param out receives the n elements, row-major
     */
    void getColumn(int column, double[] out);

    /**
     * Copies a column in.
     *
     * @param column its index
     * @param values the n elements, row-major; zero where none is present, which an engine may take for granted
     */
    void setColumn(int column, double[] values);

    /**
     * {@return a column's n elements, row-major}
     *
     * @param column its index
     */
    default double[] toArray(int column) {
        double[] out = new double[Math.toIntExact(space().dimension())];
        getColumn(column, out);
        return out;
    }

    /**
     * {@return all columns, as k arrays of n elements} An engine whose storage is far away sends many at once.
     *
     * @see #getColumn
     */
    default double[][] toArrays() {
        double[][] values = new double[columns()][];
        for (int j = 0; j < values.length; j++) {
            values[j] = toArray(j);
        }
        return values;
    }

    /**
     * Copies all columns in. An engine whose storage is far away is sent many at once.
     *
     * @param values k arrays of n elements
     * @see #setColumn
     */
    default void setArrays(double[][] values) {
        MultiVectors.requireLength("array of columns", values.length, columns());
        for (int j = 0; j < values.length; j++) {
            setColumn(j, values[j]);
        }
    }

    /**
     * X ← parts put together. What is in none of them becomes zero.
     *
     * @param parts blocks of the same engine and precision, with the columns of X
     * @param places where the rows of each lie in X, all in different places
     */
    default void assemble(List<MultiVector> parts, List<RowPlaces> places) {
        RowPlaces.assemble(parts, places, this);
    }

    /**
     * X ← a part of another block. What has no place there becomes zero.
     *
     * @param whole a block of the same engine and precision, with the columns of X
     * @param places where the rows of X lie in it
     */
    default void extract(MultiVector whole, RowPlaces places) {
        RowPlaces.extract(whole, places, this);
    }

    /** Frees the storage, which no thread may be using any more. Closing twice is harmless. */
    @Override
    void close();
}
