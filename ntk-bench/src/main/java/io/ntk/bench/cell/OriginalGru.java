package io.ntk.bench.cell;

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
        options.requireOnlyLayers(name());
        return StackedCell.of(new OriginalGruCell(), options.layers());
    }
}
