package io.ntk.backend.nativejvm;

/**
 * An operand of a product: a row-major matrix {@code [rows, columns]} in memory, or the transpose of one.
 *
 * @param offset the first element of the stored matrix
 * @param leadingDimension the elements from one stored row to the next
 */
record MatrixView(Memory memory, int offset, int rows, int columns, int leadingDimension, boolean isTransposed) {
    MatrixView {
        int storedRows = isTransposed ? columns : rows;
        int storedColumns = isTransposed ? rows : columns;
        long end = offset + (storedRows - 1L) * leadingDimension + storedColumns;
        if (offset < 0 || leadingDimension < storedColumns || end > memory.elements()) {
            throw outside(offset, storedRows, storedColumns, leadingDimension, memory);
        }
    }

    private static IllegalArgumentException outside(
            int offset, int rows, int columns, int leadingDimension, Memory memory) {
        return new IllegalArgumentException("matrix [" + rows + ", " + columns + "] with leading dimension "
                + leadingDimension + " at element " + offset + " of " + memory.elements());
    }

    /** Refuses operands of which C ← A B cannot be: the native code that computes it would read and write elsewhere. */
    static void requireFit(MatrixView a, MatrixView b, MatrixView c) {
        boolean samePrecision =
                a.memory.precision() == b.memory.precision() && b.memory.precision() == c.memory.precision();
        if (a.columns != b.rows || c.rows != a.rows || c.columns != b.columns || c.isTransposed || !samePrecision) {
            throw new IllegalArgumentException("product of " + a + " and " + b + " in " + c);
        }
    }

    MatrixView transpose() {
        return new MatrixView(memory, offset, columns, rows, leadingDimension, !isTransposed);
    }

    /** The block of the operand that begins at a row and a column. */
    MatrixView block(int row, int column, int blockRows, int blockColumns) {
        int at = isTransposed ? column * leadingDimension + row : row * leadingDimension + column;
        return new MatrixView(memory, offset + at, blockRows, blockColumns, leadingDimension, isTransposed);
    }

    /** The address of the first element, for BLAS libraries that take addresses. */
    long address() {
        return memory.address() + (long) offset * memory.precision().bytes();
    }
}
