package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * An operand of {@link DenseProducts}: a row-major matrix in a direct buffer, or the transpose of one. It is a view: making
 * one copies nothing.
 *
 * @param buffer a direct buffer in native byte order, a {@link DoubleBuffer} or a {@link FloatBuffer}, whose position and limit are
 *     ignored and left alone
 * @param offset where the stored matrix begins, counted from the buffer's first element
 * @param rows the rows of the operand, which are columns of what is stored if it is transposed
 * @param columns the columns of the operand
 * @param leadingDimension how many elements after a stored row the next one begins, at least the length of a stored row
 * @param isTransposed whether the operand is the transpose of what is stored
 */
public record DenseMatrix(
        Buffer buffer, int offset, int rows, int columns, int leadingDimension, boolean isTransposed) {
    /**
     * Checks that the matrix lies in the buffer.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if it does not
     * @throws IllegalArgumentException if the buffer holds neither doubles nor floats
     */
    public DenseMatrix {
        if (!(buffer instanceof DoubleBuffer || buffer instanceof FloatBuffer)) {
            throw new IllegalArgumentException("a buffer of neither doubles nor floats");
        }
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
     * @param buffer a direct buffer of doubles or floats in native byte order
     * @param offset where the matrix begins
     * @param rows its rows
     * @param columns its columns
     */
    public static DenseMatrix of(Buffer buffer, int offset, int rows, int columns) {
        return of(buffer, offset, rows, columns, columns);
    }

    /**
     * {@return a matrix that is part of a wider one}
     *
     * @param buffer a direct buffer of doubles or floats in native byte order
     * @param offset where the matrix begins
     * @param rows its rows
     * @param columns its columns
     * @param leadingDimension the columns of the wider matrix
     */
    public static DenseMatrix of(Buffer buffer, int offset, int rows, int columns, int leadingDimension) {
        return new DenseMatrix(buffer, offset, rows, columns, leadingDimension, false);
    }

    /** {@return what its elements are stored in} */
    public Precision precision() {
        return buffer instanceof FloatBuffer ? Precision.FLOAT32 : Precision.FLOAT64;
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

    /**
     * {@return an element}
     *
     * @param row its row, from 0
     * @param column its column, from 0
     */
    public double get(int row, int column) {
        int at = at(row, column);
        return buffer instanceof FloatBuffer floats ? floats.get(at) : ((DoubleBuffer) buffer).get(at);
    }

    /**
     * Copies a row.
     *
     * @param row the row, from 0
     * @param out receives its elements
     */
    public void copyRow(int row, double[] out) {
        if (buffer instanceof DoubleBuffer doubles && !isTransposed) {
            doubles.get(at(row, 0), out, 0, columns);
            return;
        }
        for (int column = 0; column < columns; column++) {
            out[column] = get(row, column);
        }
    }

    /**
     * Overwrites an element.
     *
     * @param row its row, from 0
     * @param column its column, from 0
     * @param value is rounded to the precision of the matrix
     */
    public void put(int row, int column, double value) {
        int at = at(row, column);
        if (buffer instanceof FloatBuffer floats) {
            floats.put(at, (float) value);
        } else {
            ((DoubleBuffer) buffer).put(at, value);
        }
    }
}
