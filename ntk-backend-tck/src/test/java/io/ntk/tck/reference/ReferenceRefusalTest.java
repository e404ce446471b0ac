package io.ntk.tck.reference;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;

class ReferenceRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }
}
