package io.ntk.api.spi;

import io.ntk.api.model.Indices;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where the rows of a tensor over trials and steps lie in a larger tensor, which may have fewer units in a row. Rows without a place
 * there are left, and zero on the way back.
 */
final class RowPlaces {
    /** The place of a row that is left. */
    static final int NOWHERE = -1;

    private final int[] rows;
    private final int width;
    private final Optional<Indices> units;

    /**
     * Makes places.
     *
     * @param rows for each row of the smaller tensor that of the larger, or a negative number; not copied
     * @param width the units in a row of the smaller tensor
     * @param units those of them that the larger tensor has, if not all
     */
    RowPlaces(int[] rows, int width, Optional<Indices> units) {
        this.rows = rows;
        this.width = width;
        this.units = units;
    }

    /** {@return how many elements the smaller tensor has} */
    int size() {
        return rows.length * width;
    }

    /** {@return whether the two tensors are the same, given that the larger has as many rows as the smaller} */
    boolean isIdentity() {
        return units.isEmpty() && IntStream.range(0, rows.length).allMatch(row -> rows[row] == row);
    }

    /** Copies what has a place. */
    void scatter(double[] from, double[] to) {
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] >= 0 && units.isEmpty()) {
                System.arraycopy(from, row * width, to, rows[row] * width, width);
            } else if (rows[row] >= 0) {
                Indices some = units.get();
                for (int i = 0; i < some.size(); i++) {
                    to[rows[row] * some.size() + i] = from[row * width + some.get(i)];
                }
            }
        }
    }

    /** Copies back what has a place; the rest stays zero. */
    void gather(double[] from, double[] to) {
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] >= 0 && units.isEmpty()) {
                System.arraycopy(from, rows[row] * width, to, row * width, width);
            } else if (rows[row] >= 0) {
                Indices some = units.get();
                for (int i = 0; i < some.size(); i++) {
                    to[row * width + some.get(i)] = from[rows[row] * some.size() + i];
                }
            }
        }
    }
}
