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
    private Piece kind = new Piece(0, 0, 0, 0);
    private int pieces;

    /**
     * {@code repeats} rows of {@code width} elements for each of {@code columns} columns, of which the first is {@code
     * first}.
     */
    record Piece(int first, int columns, int repeats, int width) {
        int elements() {
            return repeats * columns * width;
        }
    }

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

    /** Adds a piece, fastest after one of the same kind. */
    void add(Piece piece, Scratch x, Scratch y) {
        if (pieces == MOST_PIECES || !piece.equals(kind)) {
            fold();
            kind = piece;
        }
        int elements = piece.elements();
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
        arithmetic.widen(elements, 0, wide, 0, kind.elements());
        arithmetic.zero(elements, 0, kind.elements());
        int width = kind.width();
        for (int row = 0; row < kind.repeats() * kind.columns(); row++) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += wide[i];
            }
            to[kind.first() + row % kind.columns()] += sum;
        }
    }
}
