package io.ntk.examples.cell;

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
        options.requireOnlyLayers(name());
        return StackedCell.of(new MinimalGatedCell(), options.layers());
    }
}
