package io.ntk.bench.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;

/** {@code gru_original}: {@link OriginalGruCell}. */
public final class OriginalGru implements CellProvider {
    /** For {@link java.util.ServiceLoader}. */
    public OriginalGru() {}

    @Override
    public String name() {
        return "gru_original";
    }

    @Override
    public String description() {
        return "gated recurrent unit with the reset gate before the product, as first published";
    }

    @Override
    public Cell create(CellOptions options) {
        if (options.dt().isPresent() || options.bias().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell 'gru_original' was given a time step or a choice of biases.",
                    "Leave them out: it is a map in discrete time, with offsets.");
        }
        Cell cell = new OriginalGruCell();
        return options.layers() == 1 ? cell : new StackedCell(cell, options.layers());
    }
}
