package io.ntk.bench.cell;

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
        options.requireOnlyLayers(name());
        return StackedCell.of(new PeepholeLstmCell(), options.layers());
    }
}
