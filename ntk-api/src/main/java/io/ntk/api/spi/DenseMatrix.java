package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.DoubleBuffer;

/**
 * An operand of {@link DenseProducts}: a row-major matrix in a direct buffer, or the transpose of one. It is a view: making
 * one copies nothing.
 *
 * @param buffer a direct buffer in native byte order, whose position and limit are ignored and left alone
 * @param offset where the stored matrix begins, counted from the buffer's first element
 * @param rows the rows of the operand, which are columns of what is stored if it is transposed
 * @param columns the columns of the operand
 * @param leadingDimension how many elements after a stored row the next one begins, at least the length of a stored row
 * @param isTransposed whether the operand is the transpose of what is stored
 */
public record DenseMatrix(
        DoubleBuffer buffer, int offset, int rows, int columns, int leadingDimension, boolean isTransposed) {
    /**
     * Checks that the matrix lies in the buffer.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if it does not
     */
    public DenseMatrix {
        int storedRows = isTransposed ? columns : rows;
        int storedColumns = isTransposed ? rows : columns;
        long end = offset + (storedRows - 1L) * leadingDimension + storedColumns;
        if (offset < 0 || rows < 0 || columns < 0 || leadingDimension < storedColumns || end > buffer.capacity()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A matrix [" + storedRows + ", " + storedColumns + "] with leading dimension " + leadingDimension
                            + " does not fit at element " + offset + " of a buffer of " + buffer.capacity()
                            + " elements.",
                    "Give a leading dimension of at least its columns, and a buffer that holds all its rows.");
        }
    }

    /**
     * {@return a matrix whose rows follow each other without gaps}
     *
     * @param buffer a direct buffer in native byte order
     * @param offset where the matrix begins
     * @param rows its rows
     * @param columns its columns
     */
    public static DenseMatrix of(DoubleBuffer buffer, int offset, int rows, int columns) {
        return of(buffer, offset, rows, columns, columns);
    }

    /**
     * {@return a matrix that is part of a wider one}
     *
     * @param buffer a direct buffer in native byte order
     * @param offset where the matrix begins
     * @param rows its rows
     * @param columns its columns
     * @param leadingDimension the columns of the wider matrix
     */
    public static DenseMatrix of(DoubleBuffer buffer, int offset, int rows, int columns, int leadingDimension) {
        return new DenseMatrix(buffer, offset, rows, columns, leadingDimension, false);
    }

    /** {@return a matrix of the same shape that begins so many elements later} */
    DenseMatrix movedBy(int elements) {
        return new DenseMatrix(buffer, offset + elements, rows, columns, leadingDimension, isTransposed);
    }

    /** {@return the transpose, of the same elements} */
    public DenseMatrix transpose() {
        return new DenseMatrix(buffer, offset, columns, rows, leadingDimension, !isTransposed);
    }

    /**
     * {@return where an element is in the buffer}
     *
     * @param row its row, from 0
     * @param column its column, from 0
     */
    public int at(int row, int column) {
        return offset + (isTransposed ? column * leadingDimension + row : row * leadingDimension + column);
    }
}
