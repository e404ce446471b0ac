package io.ntk.examples.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;

/** {@code mgu}: {@link MinimalGatedCell}. */
public final class MinimalGated implements CellProvider {
    /** For {@link java.util.ServiceLoader}. */
    public MinimalGated() {}

    @Override
    public String name() {
        return "mgu";
    }

    @Override
    public String description() {
        return "minimal gated unit, one gate that both forgets and updates";
    }

    @Override
    public Cell create(CellOptions options) {
        if (options.dt().isPresent() || options.bias().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell 'mgu' was given a time step or a choice of biases.",
                    "Leave them out: it is a map in discrete time, with offsets.");
        }
        Cell cell = new MinimalGatedCell();
        return options.layers() == 1 ? cell : new StackedCell(cell, options.layers());
    }
}
