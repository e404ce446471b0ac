package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.ejml.data.DMatrixRMaj;

/** The checks that every implementation of {@link MultiVector} makes of its arguments, with the messages users see. */
public final class MultiVectors {
    private MultiVectors() {}

    /**
     * Refuses a block of another space.
     *
     * @param x one block
     * @param y the other
     */
    public static void requireSameSpace(MultiVector x, MultiVector y) {
        if (!x.space().equals(y.space())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "A block of the space " + x.space() + " met one of the space " + y.space() + ".",
                    "Use vectors of one space, made by the same backend at the same precision.");
        }
    }

    /**
     * Refuses another space or another number of columns.
     *
     * @param x one block
     * @param y the other
     */
    public static void requireColumns(MultiVector x, MultiVector y) {
        requireSameSpace(x, y);
        if (x.columns() != y.columns()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A block of " + x.columns() + " columns met one of " + y.columns() + " columns.",
                    "Give blocks with the same number of columns.");
        }
    }

    /**
     * Refuses a column range that is not inside the block.
     *
     * @param x a block
     * @param from first column
     * @param to column after the last
     */
    public static void requireRange(MultiVector x, int from, int to) {
        if (from < 0 || to > x.columns() || from >= to) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Columns " + from + " to " + to + " (exclusive) were asked of a block of " + x.columns()
                            + " columns.",
                    "Give 0 <= from < to <= " + x.columns() + ".");
        }
    }

    /**
     * Refuses a coefficient matrix that does not take Y's columns to X's.
     *
     * @param x result
     * @param y factor
     * @param c coefficients
     */
    public static void requireCoefficients(MultiVector x, MultiVector y, DMatrixRMaj c) {
        requireSameSpace(x, y);
        if (c.getNumRows() != y.columns() || c.getNumCols() != x.columns()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A coefficient matrix of shape [" + c.getNumRows() + ", " + c.getNumCols() + "] cannot take "
                            + y.columns() + " columns to " + x.columns() + ".",
                    "Its shape must be [" + y.columns() + ", " + x.columns() + "].");
        }
    }

    /**
     * Refuses an array of the wrong length.
     *
     * @param what its name, for the message
     * @param length its length
     * @param expected the length needed
     */
    public static void requireLength(String what, int length, long expected) {
        if (length != expected) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The " + what + " has " + length + " elements, but " + expected + " are needed.",
                    "Give exactly that many.");
        }
    }

    /**
     * Refuses a block without columns.
     *
     * @param columns the number asked for
     */
    public static void requirePositiveColumns(int columns) {
        if (columns < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "A block of " + columns + " columns was asked for.", "Give at least 1.");
        }
    }

    /**
     * {@return what to throw when something is used after it was closed}
     *
     * @param what it is, such as {@code block}
     */
    public static NtkException closed(String what) {
        return new NtkException(
                ErrorId.CLOSED, "A " + what + " was used after it was closed.", "Close it after its last use only.");
    }

    /**
     * {@return how many columns to take at a time, so that the fewest shares are nearly equal}
     *
     * @param columns how many there are, at least 1
     * @param most how many fit at a time, at least 1
     */
    public static int evenShare(int columns, long most) {
        long shares = (columns + Math.min(most, columns) - 1) / Math.min(most, columns);
        return (int) ((columns + shares - 1) / shares);
    }
}
