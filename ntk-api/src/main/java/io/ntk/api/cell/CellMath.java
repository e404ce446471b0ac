package io.ntk.api.cell;

import java.util.Collections;
import java.util.List;

/**
 * The array operations in which a {@link Cell} is written, generic in the array type of the engine that runs it.
 *
 * <p>An array is a matrix {@code [trials, width]}: a row for each trial. Operations act on each row alone, so trials
 * stay independent. Operations on two arrays need equal widths. Parameters enter through {@link CellParameters} only. Arithmetic
 * and functions stand in {@link ElementwiseMath}.
 *
 * <p>A cell that asks for what does not fit is refused by {@link io.ntk.api.model.RecurrentModel#step}, through which engines
 * run it; an implementation may rely on arguments that fit.
 *
 * @param <A> the engine's array type
 */
public interface CellMath<A> extends ElementwiseMath<A> {
    /**
     * {@return the width of an array, its number of columns}
     *
     * @param a an array
     */
    int width(A a);

    /**
     * Some columns of an array.
     *
     * @param a an array
     * @param from the first column
     * @param to the column after the last
     * @return an array of width {@code to − from}
     */
    A slice(A a, int from, int to);

    /**
     * {@return the arrays side by side, in order}
     *
     * @param arrays at least one array
     */
    A concat(List<A> arrays);

    /**
     * An array of width 1, such as {@link #time}, as often side by side as is needed to meet a wider one.
     *
     * @param a an array of width 1
     * @param width the width of the result, at least 1
     * @return an array whose columns are all that of {@code a}
     */
    default A broadcast(A a, int width) {
        return concat(Collections.nCopies(width, a));
    }

    /** {@return the index of the current step, 0, 1, …, T−1, as an array of width 1} */
    A time();
}
