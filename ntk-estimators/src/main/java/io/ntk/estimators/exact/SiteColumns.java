package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;

/** Columns of derivatives of a step, {@code [U, width]} at each place, between which {@link SiteGrams} takes inner products. */
interface SiteColumns {
    /** {@return the number of columns at each place} */
    int width();

    /** {@return the number of places in a step} */
    int places();

    /**
     * {@return the nonzero pattern of the columns at a place}
     *
     * @param place below {@link #places}
     */
    SiteShape shape(int place);

    /**
     * {@return a buffer that begins with {@code [T, U, width]}, or, if the columns are sparse, with their nonzero elements
     * {@code [T, nonZeros]}; it is valid until the next call}
     *
     * @param place below {@link #places}
     * @param trial the trial
     * @param workspace the source of buffers
     */
    DoubleBuffer jacobians(int place, int trial, DirectBuffers workspace);
}
