package io.ntk.examples.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;

/** {@code low_rank}: {@link LowRankCell} of rank 2. */
public final class LowRank implements CellProvider {
    private static final int RANK = 2;

    /** For {@link java.util.ServiceLoader}. */
    public LowRank() {}

    @Override
    public String name() {
        return "low_rank";
    }

    @Override
    public String description() {
        return "rank-2 network, h' = tanh(M N h / H + U x + b)";
    }

    @Override
    public Cell create(CellOptions options) {
        if (options.dt().isPresent() || options.bias().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell 'low_rank' was given a time step or a choice of biases.",
                    "Leave them out: it is a map in discrete time, with an offset.");
        }
        Cell cell = new LowRankCell(RANK);
        return options.layers() == 1 ? cell : new StackedCell(cell, options.layers());
    }
}
