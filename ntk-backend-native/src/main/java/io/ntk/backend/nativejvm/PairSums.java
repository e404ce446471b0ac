package io.ntk.backend.nativejvm;

/**
 * Sums ⟨x_j, x_j⟩, ⟨x_j, y_j⟩ and ⟨y_j, y_j⟩ of columns that come in pieces. Products are summed element by element, as the
 * compiler vectorises no sum over an array, and these sums now and then.
 */
final class PairSums {
    /** How many sums a column has. */
    static final int ROWS = 3;

    private static final int MOST_PIECES = 256;

    private final Arithmetic arithmetic;
    private final Scratch[] products = new Scratch[ROWS];
    private final Scratch[] rests = new Scratch[ROWS];
    private final double[] wide;
    private final double[][] sums;
    private int first;
    private int columns;
    private int rows;
    private int width;
    private int pieces;

    /** Holds the sums of {@code columns} columns; pieces have at most {@code mostElements} elements. */
    PairSums(Arithmetic arithmetic, int columns, int mostElements) {
        this.arithmetic = arithmetic;
        for (int i = 0; i < ROWS; i++) {
            products[i] = arithmetic.scratch(mostElements);
            rests[i] = arithmetic.scratch(mostElements);
        }
        this.wide = new double[mostElements];
        this.sums = new double[ROWS][columns];
    }

    /**
     * Adds a piece: some rows of {@code width} elements, of {@code count} columns in turn from column {@code from} on. It is
     * fastest after one of the same kind.
     */
    void add(int from, int count, int pieceRows, int pieceWidth, Scratch x, Scratch y) {
        boolean isOfTheKind = from == first && count == columns && pieceRows == rows && pieceWidth == width;
        if (pieces == MOST_PIECES || !isOfTheKind) {
            fold();
            first = from;
            columns = count;
            rows = pieceRows;
            width = pieceWidth;
        }
        int elements = rows * width;
        arithmetic.addProducts(x, x, elements, products[0], rests[0]);
        arithmetic.addProducts(x, y, elements, products[1], rests[1]);
        arithmetic.addProducts(y, y, elements, products[2], rests[2]);
        pieces++;
    }

    /** Adds what has come so far to totals whose column {@code at} is the first of these. */
    void addTo(double[][] totals, int at) {
        fold();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < sums[i].length; j++) {
                totals[i][at + j] += sums[i][j];
            }
        }
    }

    private void fold() {
        if (pieces > 0) {
            for (int i = 0; i < ROWS; i++) {
                fold(products[i], sums[i]);
                fold(rests[i], sums[i]);
            }
            pieces = 0;
        }
    }

    private void fold(Scratch elements, double[] to) {
        arithmetic.widen(elements, 0, wide, 0, rows * width);
        arithmetic.zero(elements, 0, rows * width);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += wide[i];
            }
            to[first + row % columns] += sum;
        }
    }
}
