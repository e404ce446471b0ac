package io.ntk.backend.nd4j;

import io.ntk.program.ParameterBlock;
import io.ntk.program.ParameterBlock.Slot;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where differentiated parameters enter: G f, with G the parameters of a block side by side and f its features.
 *
 * @param block the parameters
 * @param features f at every step, {@code [steps · trials, depth]}; closed by their owner
 */
record ParameterSite(ParameterBlock block, INDArray features) {
    int width() {
        return block.width();
    }

    int depth() {
        return block.depth();
    }

    /**
     * Reads G {@code [k, width, depth]} from each column of a block of parameter vectors {@code [k, M]}, from a column
     * on.
     */
    void gather(INDArray parameters, int column, INDArray g) {
        for (Slot slot : block.slots()) {
            slice(g, slot).assign(tensor(parameters, column, slot, g.size(0)));
        }
    }

    /**
     * Adds G {@code [k, width, depth]} to each column of a block of parameter vectors {@code [k, M]}, from a column on.
     */
    void scatter(INDArray g, INDArray parameters, int column) {
        for (Slot slot : block.slots()) {
            tensor(parameters, column, slot, g.size(0)).addi(slice(g, slot));
        }
    }

    private INDArray slice(INDArray g, Slot slot) {
        return Views.columns(g, slot.column(), slot.tensor().columns());
    }

    private INDArray tensor(INDArray parameters, int column, Slot slot, long k) {
        long size = parameters.size(1);
        int columns = slot.tensor().columns();
        return Views.of(
                parameters,
                column * size + slot.tensor().offset() + (long) slot.row() * columns,
                new long[] {k, width(), columns},
                size,
                columns,
                1);
    }
}
