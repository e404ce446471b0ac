package io.ntk.bench.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;

/** {@code lstm_peephole}: {@link PeepholeLstmCell}. */
public final class PeepholeLstm implements CellProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PeepholeLstm() {}

    @Override
    public String name() {
        return "lstm_peephole";
    }

    @Override
    public String description() {
        return "long short-term memory whose gates see the state of the cell through a vector each";
    }

    @Override
    public Cell create(CellOptions options) {
        if (options.dt().isPresent() || options.bias().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell 'lstm_peephole' was given a time step or a choice of biases.",
                    "Leave them out: it is a map in discrete time, with offsets.");
        }
        Cell cell = new PeepholeLstmCell();
        return options.layers() == 1 ? cell : new StackedCell(cell, options.layers());
    }
}
