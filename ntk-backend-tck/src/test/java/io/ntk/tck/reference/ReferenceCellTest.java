package io.ntk.tck.reference;

import io.ntk.api.cell.Cell;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.CellContract;
import io.ntk.tck.cell.VocabularyCell;

class ReferenceCellTest extends CellContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }

    @Override
    protected Cell cell() {
        return new VocabularyCell();
    }
}
