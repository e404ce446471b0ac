package io.ntk.program;

import java.util.List;

/**
 * Columns of sites whose tangents enter the step in the same way, so that only their sum matters: the gates of an LSTM
 * are lanes, each fed by the input's and the state's affine map. Products with a lane's parameters are one GEMM.
 *
 * @param index its position, in an order in which a lane comes after the lanes that its features depend on
 * @param width the number of columns
 * @param members the columns that are summed
 */
public record Lane(int index, int width, List<Member> members) {
    /**
     * Columns {@code from … from + width − 1} of a site.
     *
     * @param site the site
     * @param from the first column
     */
    public record Member(Site site, int from) {}
}
