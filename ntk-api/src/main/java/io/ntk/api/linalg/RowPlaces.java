package io.ntk.api.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the rows of a tensor, a part, lie in a larger one, the whole. Rows are those of the last axis. The whole may have only some of
 * the elements of a row, and not all rows of the part may have a place in it.
 */
public final class RowPlaces {
    /** The place of a row that the whole does not have. */
    public static final int NOWHERE = -1;

    private final int[] rows;
    private final int width;
    private final int wholeWidth;
    private final List<Run> runs;

    /**
     * Consecutive elements of a row of the part that are consecutive in the whole.
     *
     * @param part the first in the part
     * @param whole the first in the whole
     * @param length how many
     */
    public record Run(int part, int whole, int length) {}

    /** Takes consecutive elements of the part, as a tensor, that are consecutive in the whole. */
    @FunctionalInterface
    public interface Stretches {
        /**
         * Takes one.
         *
         * @param part the index of the first element in the part, row-major
         * @param whole its index in the whole, row-major
         * @param length how many
         */
        void accept(int part, int whole, int length);
    }

    private RowPlaces(int[] rows, int width, int wholeWidth, List<Run> runs) {
        this.rows = rows;
        this.width = width;
        this.wholeWidth = wholeWidth;
        this.runs = runs;
    }

    /**
     * Makes places.
     *
     * @param rows for each row of the part its row in the whole, or {@link #NOWHERE}; copied
     * @param width the elements of a row of the part
     * @param kept those that the whole has, ascending; copied
     * @return the places
     */
    public static RowPlaces of(int[] rows, int width, int[] kept) {
        List<Run> runs = new ArrayList<>();
        for (int first = 0; first < kept.length; ) {
            int end = first + 1;
            while (end < kept.length && kept[end] == kept[end - 1] + 1) {
                end++;
            }
            runs.add(new Run(kept[first], first, end - first));
            first = end;
        }
        return new RowPlaces(rows.clone(), width, kept.length, List.copyOf(runs));
    }

    /** {@return how many rows the part has} */
    public int rows() {
        return rows.length;
    }

    /**
     * {@return the row of the whole that a row of the part is, or {@link #NOWHERE}}
     *
     * @param row of the part
     */
    public int place(int row) {
        return rows[row];
    }

    /** {@return what the whole has of a row, in order} */
    public List<Run> runs() {
        return runs;
    }

    /**
     * Goes through all elements that have a place, row-major in the part, whole rows that follow each other at once.
     *
     * @param stretches told each
     */
    public void forEachStretch(Stretches stretches) {
        for (int row = 0; row < rows.length; ) {
            int end = row + 1;
            while (hasWholeRows() && rows[row] >= 0 && end < rows.length && rows[end] == rows[row] + end - row) {
                end++;
            }
            for (Run run : rows[row] < 0 ? List.<Run>of() : runs) {
                int length = hasWholeRows() ? (end - row) * width : run.length();
                stretches.accept(row * width + run.part(), rows[row] * wholeWidth + run.whole(), length);
            }
            row = end;
        }
    }

    /** {@return whether the whole has all elements of a row} */
    public boolean hasWholeRows() {
        return width == wholeWidth;
    }

    /** {@return whether every row that has a place is the same row of the whole, with all its elements} */
    public boolean areSame() {
        return hasWholeRows()
                && IntStream.range(0, rows.length).allMatch(row -> rows[row] == row || rows[row] == NOWHERE);
    }

    /** {@return an array for a vector of the part} */
    double[] part() {
        return new double[rows.length * width];
    }

    /**
     * Copies the rows that have a place to it; the rest of the whole is left.
     *
     * @param part a vector of the part, row-major
     * @param whole one of the whole
     */
    public void assemble(double[] part, double[] whole) {
        forEachStretch((from, to, length) -> System.arraycopy(part, from, whole, to, length));
    }

    /** Copies them back; the rest of the part is left. */
    void extract(double[] whole, double[] part) {
        forEachStretch((to, from, length) -> System.arraycopy(whole, from, part, to, length));
    }

    /** See {@link MultiVector#assemble}. */
    static void assemble(List<MultiVector> parts, List<RowPlaces> places, MultiVector whole) {
        double[] to = new double[Math.toIntExact(whole.space().dimension())];
        List<double[]> from = places.stream().map(RowPlaces::part).toList();
        for (int column = 0; column < whole.columns(); column++) {
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).getColumn(column, from.get(i));
                places.get(i).assemble(from.get(i), to);
            }
            whole.setColumn(column, to);
        }
    }

    /** See {@link MultiVector#extract}. */
    static void extract(MultiVector whole, RowPlaces places, MultiVector part) {
        double[] from = new double[Math.toIntExact(whole.space().dimension())];
        double[] to = places.part();
        for (int column = 0; column < whole.columns(); column++) {
            whole.getColumn(column, from);
            places.extract(from, to);
            part.setColumn(column, to);
        }
    }

    @Override
    public String toString() {
        return "rows " + Arrays.toString(rows) + ", elements " + runs;
    }
}
