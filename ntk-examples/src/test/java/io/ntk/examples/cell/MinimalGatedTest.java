package io.ntk.examples.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.CellContract;

class MinimalGatedTest extends CellContract {
    @Override
    protected BackendProvider provider() {
        return NativeEngine.provider();
    }

    @Override
    protected Cell cell() {
        return new MinimalGated().create(CellOptions.DEFAULT);
    }
}
