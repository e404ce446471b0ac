package io.ntk.backend.nativejvm;

/** An operand of a product: a row-major matrix {@code [rows, columns]} in memory, or the transpose of one. */
sealed class MatrixView {
    private Memory memory;
    private int offset;
    private int rows;
    private int columns;
    private int leadingDimension;
    private boolean isTransposed;

    /**
     * A view that stays where it is.
     *
     * @param offset the first element of the stored matrix
     * @param leadingDimension the elements from one stored row to the next
     */
    MatrixView(Memory memory, int offset, int rows, int columns, int leadingDimension, boolean isTransposed) {
        this.memory = memory;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.leadingDimension = leadingDimension;
        this.isTransposed = isTransposed;
        requireInside();
    }

    /**
     * A view that is moved from matrix to matrix, for loops that allocate nothing. It is passed on for one product at a time,
     * on one thread.
     */
    static final class Window extends MatrixView {
        /** A window on nothing yet. */
        Window() {
            super(Memory.NOTHING, 0, 0, 0, 0, false);
        }

        /** {@return this, now on the matrix that {@link MatrixView#MatrixView} describes} */
        Window moveTo(Memory memory, int offset, int rows, int columns, int leadingDimension, boolean isTransposed) {
            super.memory = memory;
            super.offset = offset;
            super.rows = rows;
            super.columns = columns;
            super.leadingDimension = leadingDimension;
            super.isTransposed = isTransposed;
            super.requireInside();
            return this;
        }

        /** {@return this, now on the block of a matrix that begins at a row and a column} */
        Window moveTo(MatrixView matrix, int row, int column, int rows, int columns) {
            return moveTo(
                    matrix.memory(),
                    matrix.at(row, column),
                    rows,
                    columns,
                    matrix.leadingDimension(),
                    matrix.isTransposed());
        }
    }

    private void requireInside() {
        int storedRows = isTransposed ? columns : rows;
        int storedColumns = isTransposed ? rows : columns;
        long end = offset + (storedRows - 1L) * leadingDimension + storedColumns;
        if (offset < 0 || leadingDimension < storedColumns || end > memory.elements()) {
            throw new IllegalArgumentException(this + " at element " + offset + " of " + memory.elements()
                    + " with leading dimension " + leadingDimension);
        }
    }

    /** Refuses operands of which C ← A B cannot be: the native code that computes it would read and write elsewhere. */
    static void requireFit(MatrixView a, MatrixView b, MatrixView c) {
        boolean samePrecision =
                a.memory.precision() == b.memory.precision() && b.memory.precision() == c.memory.precision();
        if (a.columns != b.rows || c.rows != a.rows || c.columns != b.columns || c.isTransposed || !samePrecision) {
            throw new IllegalArgumentException("product of " + a + " and " + b + " in " + c);
        }
    }

    Memory memory() {
        return memory;
    }

    /** The first element of the stored matrix. */
    int offset() {
        return offset;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The elements from one stored row to the next. */
    int leadingDimension() {
        return leadingDimension;
    }

    boolean isTransposed() {
        return isTransposed;
    }

    MatrixView transpose() {
        return new MatrixView(memory, offset, columns, rows, leadingDimension, !isTransposed);
    }

    private int at(int row, int column) {
        return offset + (isTransposed ? column * leadingDimension + row : row * leadingDimension + column);
    }

    /** The address of the first element, for BLAS libraries that take addresses. */
    long address() {
        return memory.address() + (long) offset * memory.precision().bytes();
    }

    @Override
    public String toString() {
        return (isTransposed ? "transposed " : "") + memory.precision() + " matrix [" + rows + ", " + columns + "]";
    }
}
