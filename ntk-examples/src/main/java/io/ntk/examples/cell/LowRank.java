package io.ntk.examples.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;

/** {@code low_rank}: a {@link LowRankCell} of rank 2. */
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
        options.requireOnlyLayers(name());
        return StackedCell.of(new LowRankCell(RANK), options.layers());
    }
}
